package org.versionservice.version;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was issued for which idempotency key, for as long as keys are kept; never changed once made.
 *
 * <p>A large map that all states share, and a small one that each addition copies; the small one is
 * merged into the large one before it grows long, and expired keys go then.
 */
final class Ledger {

  private static final int LONGEST_COPY = 512;

  private final Duration keptFor;
  private final Map<IdempotencyKey, Issued> shared;
  private final Map<IdempotencyKey, Issued> recent;

  private Ledger(
      Duration keptFor, Map<IdempotencyKey, Issued> shared, Map<IdempotencyKey, Issued> recent) {
    this.keptFor = keptFor;
    this.shared = shared;
    this.recent = recent;
  }

  static Ledger empty(Duration keptFor) {
    return new Ledger(keptFor, Map.of(), Map.of());
  }

  /** What was issued for the key, unless it expired before {@code at}. */
  Optional<Issued> find(IdempotencyKey key, Instant at) {
    Issued issued = recent.getOrDefault(key, shared.get(key));
    return Optional.ofNullable(issued).filter(found -> isKept(found, at));
  }

  /** This ledger and one entry more, if its request has a key. */
  Ledger with(Issued issued) {
    if (issued.transition().request().key().isEmpty()) {
      return this;
    }
    Map<IdempotencyKey, Issued> longer = new HashMap<>(recent);
    longer.put(issued.transition().request().key().get(), issued);
    return longer.size() <= LONGEST_COPY
        ? new Ledger(keptFor, shared, longer)
        : new Ledger(keptFor, merged(longer, issued.transition().at()), Map.of());
  }

  private Map<IdempotencyKey, Issued> merged(Map<IdempotencyKey, Issued> longer, Instant at) {
    Map<IdempotencyKey, Issued> all = new HashMap<>(shared);
    all.putAll(longer);
    all.values().removeIf(issued -> !isKept(issued, at));
    return all;
  }

  private boolean isKept(Issued issued, Instant at) {
    return issued.transition().at().plus(keptFor).isAfter(at);
  }
}
