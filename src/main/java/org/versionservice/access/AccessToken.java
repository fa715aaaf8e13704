package org.versionservice.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A token that lets somebody in, without its secret.
 *
 * @param id what it is revoked by
 * @param caller whom it lets in
 * @param created when it was made
 * @param expires from when on it lets nobody in; never if empty
 * @param hash what its text has to have
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
   * A token that was just made.
   *
   * @param token what is kept of it
   * @param text what its owner sends; told this once
   */
  public record Issued(AccessToken token, String text) {

    @Override
    public String toString() {
      return "Issued[" + token.id() + "]";
    }
  }
}
