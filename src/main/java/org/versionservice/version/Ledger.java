package org.versionservice.version;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was issued for which idempotency key, for as long as keys are kept, and for which source
 * commit; never changed once made.
 */
public final class Ledger {

  private final Duration keptFor;
  private final LayeredMap<IdempotencyKey, List<Remembered>> keys;
  private final LayeredMap<ApplicationId, SourceTable> sources;

  private Ledger(
      Duration keptFor,
      LayeredMap<IdempotencyKey, List<Remembered>> keys,
      LayeredMap<ApplicationId, SourceTable> sources) {
    this.keptFor = keptFor;
    this.keys = keys;
    this.sources = sources;
  }

  static Ledger empty(Duration keptFor) {
    return new Ledger(keptFor, LayeredMap.of(Map.of()), LayeredMap.of(Map.of()));
  }

  /** The steps that were made for the key; none if it expired before {@code at}. */
  List<Issued> find(IdempotencyKey key, Instant at) {
    return keys.find(key).filter(steps -> isKept(steps, at)).orElse(List.of()).stream()
        .map(Remembered::unpack)
        .toList();
  }

  /** What was issued for a source commit of an app. */
  Optional<Issued> find(ApplicationId app, SourceSha sha) {
    return sources.find(app).flatMap(table -> table.find(sha));
  }

  /** This ledger and one entry more, if its request has a key or names a source commit. */
  Ledger with(Issued issued) {
    Request request = issued.transition().request();
    if (request.key().isEmpty() && request.sha().isEmpty()) {
      return this;
    }
    Remembered step = Remembered.of(issued);
    return new Ledger(
        keptFor,
        request.key().map(key -> withKey(key, step, request.id())).orElse(keys),
        request.sha().map(sha -> withSource(issued.transition().app(), step)).orElse(sources));
  }

  /** The steps of one change share its key; those of an earlier one with that key give way. */
  private LayeredMap<IdempotencyKey, List<Remembered>> withKey(
      IdempotencyKey key, Remembered step, ChangeId change) {
    List<Remembered> steps =
        new ArrayList<>(keys.find(key).filter(earlier -> isOf(earlier, change)).orElse(List.of()));
    steps.add(step);
    return keys.with(key, List.copyOf(steps), all -> isKept(all, step.at()));
  }

  private LayeredMap<ApplicationId, SourceTable> withSource(ApplicationId app, Remembered step) {
    SourceTable table = sources.find(app).orElse(SourceTable.EMPTY);
    return sources.with(app, table.with(step), all -> true);
  }

  private boolean isKept(List<Remembered> steps, Instant at) {
    return steps.get(0).at().plus(keptFor).isAfter(at);
  }

  private static boolean isOf(List<Remembered> steps, ChangeId change) {
    return steps.get(0).unpack().transition().request().id().equals(change);
  }

  /** Gathers a ledger from the newest step back to the first. */
  public static final class Gatherer {

    private final Duration keptFor;
    private final Instant now;
    private final Map<IdempotencyKey, List<Remembered>> keys = new HashMap<>();
    private final Map<ApplicationId, List<Remembered>> sources = new HashMap<>();

    /**
     * @param keptFor how long an idempotency key is remembered
     * @param now keys that expired before it are left out
     */
    public Gatherer(Duration keptFor, Instant now) {
      this.keptFor = keptFor;
      this.now = now;
    }

    /** Adds a step that is older than all before. */
    public void addOlder(Issued issued) {
      Transition step = issued.transition();
      Request request = step.request();
      List<Remembered> ofApp =
          request.sha().isPresent()
              ? sources.computeIfAbsent(step.app(), app -> new ArrayList<>())
              : List.of();
      boolean forSource = request.sha().isPresent() && ofApp.size() < SourceTable.MOST;
      boolean forKey = request.key().isPresent() && step.at().plus(keptFor).isAfter(now);
      if (forSource || forKey) {
        Remembered packed = Remembered.of(issued);
        if (forSource) {
          ofApp.add(packed);
        }
        request.key().filter(key -> forKey).ifPresent(key -> addOlder(key, packed, request.id()));
      }
    }

    private void addOlder(IdempotencyKey key, Remembered step, ChangeId change) {
      List<Remembered> steps = keys.computeIfAbsent(key, first -> new ArrayList<>());
      if (steps.isEmpty() || isOf(steps, change)) {
        steps.add(0, step);
      }
    }

    /** The ledger of all steps that were added; nothing can be added after it. */
    public Ledger ledger() {
      Map<ApplicationId, SourceTable> tables = new HashMap<>();
      sources.forEach(
          (app, newestFirst) -> {
            Collections.reverse(newestFirst);
            tables.put(app, SourceTable.of(newestFirst));
          });
      return new Ledger(keptFor, LayeredMap.of(keys), LayeredMap.of(tables));
    }
  }
}
