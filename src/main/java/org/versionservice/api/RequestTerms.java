package org.versionservice.api;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.versionservice.service.Terms;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Principal;

/** Reads from a request's headers on what terms it asks for a change. */
final class RequestTerms {

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String IDEMPOTENT_REPLAY = "Idempotent-Replay";

  private RequestTerms() {}

  static Terms of(HttpHeaders headers) {
    return new Terms(Principal.ANONYMOUS, key(headers), Optional.empty(), false);
  }

  /** Terms of a change that is perhaps only tried. */
  static Terms of(HttpHeaders headers, boolean dryRun) {
    return new Terms(Principal.ANONYMOUS, key(headers), Optional.empty(), dryRun);
  }

  private static Optional<IdempotencyKey> key(HttpHeaders headers) {
    return Optional.ofNullable(headers.getHeaderString(IDEMPOTENCY_KEY))
        .map(text -> Parse.parsed(ErrorCode.INVALID_PARAMETER, text.strip(), IdempotencyKey::new));
  }
}
