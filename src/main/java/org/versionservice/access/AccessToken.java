package org.versionservice.access;

import java.time.Instant;
import java.util.Optional;

/**
 * An access token without its secret.
 *
 * @param id the public id, which revokes the token
 * @param caller the owner
 * @param created the time of its creation
 * @param expires the time from which it is invalid; never if empty
 * @param hash the hash of its text
 */
public record AccessToken(
    String id, Caller caller, Instant created, Optional<Instant> expires, TokenHash hash) {

  boolean isValid(TokenText text, Instant now) {
    return hash.matches(text.hash()) && !isExpired(now);
  }

  boolean isExpired(Instant now) {
    return expires.filter(end -> !now.isBefore(end)).isPresent();
  }

  /**
   * A new token.
   *
   * @param token the part that is stored
   * @param text the text that its owner sends; shown only once
   */
  public record Issued(AccessToken token, String text) {

    @Override
    public String toString() {
      return "Issued[" + token.id() + "]";
    }
  }
}
