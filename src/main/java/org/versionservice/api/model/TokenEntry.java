package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.versionservice.access.AccessToken;
import org.versionservice.access.ProjectPattern;

/**
 * An access token.
 *
 * @param id the public id, which revokes the token
 * @param name the principal
 * @param projects the projects that the token is limited to; all if empty
 * @param createdAt the time of its creation, RFC 3339 in UTC
 * @param expiresAt the time from which it is invalid, RFC 3339 in UTC; never if empty
 * @param token the text that its owner sends; only in the response to its creation
 */
@JsonbPropertyOrder({"id", "name", "role", "projects", "createdAt", "expiresAt", "token"})
public record TokenEntry(
    String id,
    String name,
    String role,
    List<String> projects,
    String createdAt,
    Optional<String> expiresAt,
    Optional<String> token) {

  public static TokenEntry of(AccessToken token) {
    return of(token, Optional.empty());
  }

  public static TokenEntry of(AccessToken.Issued issued) {
    return of(issued.token(), Optional.of(issued.text()));
  }

  private static TokenEntry of(AccessToken token, Optional<String> text) {
    return new TokenEntry(
        token.id(),
        token.caller().principal().name(),
        token.caller().role().text(),
        token.caller().projects().stream().map(ProjectPattern::text).toList(),
        token.created().toString(),
        token.expires().map(Instant::toString),
        text);
  }

  @Override
  public String toString() {
    return "TokenEntry[" + id + "]";
  }
}
