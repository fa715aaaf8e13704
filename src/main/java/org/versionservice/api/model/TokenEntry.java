package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.versionservice.access.AccessToken;
import org.versionservice.access.ProjectPattern;

/**
 * A token.
 *
 * @param id what it is revoked by
 * @param name whom it lets in
 * @param role what may be done
 * @param projects where; everywhere if empty
 * @param createdAt when it was made, RFC 3339 in UTC
 * @param expiresAt from when on it is not valid; never if absent
 * @param token what its owner sends; only in the answer to the one who had it made
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
