package org.versionservice.version;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps made for each idempotency key, until it expires, and for each source commit; immutable.
 */
public final class IdempotencyLog {

  private final Duration keptFor;
  private final HashTrie<ScopedKey, List<PackedTransition>> keys;
  private final HashTrie<ApplicationId, SourceTable> sources;

  IdempotencyLog(
      Duration keptFor,
      HashTrie<ScopedKey, List<PackedTransition>> keys,
      HashTrie<ApplicationId, SourceTable> sources) {
    this.keptFor = keptFor;
    this.keys = keys;
    this.sources = sources;
  }

  public static IdempotencyLog empty(Duration keptFor) {
    return new IdempotencyLog(keptFor, HashTrie.of(Map.of()), HashTrie.of(Map.of()));
  }

  /** Returns the steps made for a key of an app; empty if it expired before {@code at}. */
  List<CommittedTransition> find(ApplicationId app, IdempotencyKey key, Instant at) {
    return find(ScopedKey.of(app, key), at);
  }

  /** Returns the steps made for a key of a project; empty if it expired before {@code at}. */
  List<CommittedTransition> find(ProjectId project, IdempotencyKey key, Instant at) {
    List<CommittedTransition> steps = find(ScopedKey.of(project, key), at);
    if (!steps.isEmpty()) {
      return steps;
    }
    // A single one may be the deletion of that app alone.
    List<CommittedTransition> deletions = find(ScopedKey.ofDeletions(project, key), at);
    return deletions.size() > 1 ? deletions : List.of();
  }

  private List<CommittedTransition> find(ScopedKey key, Instant at) {
    return keys.find(key).orElse(List.of()).stream()
        .filter(step -> isKept(step, at))
        .map(PackedTransition::unpack)
        .toList();
  }

  Optional<CommittedTransition> find(ApplicationId app, SourceSha sha) {
    return sources.find(app).flatMap(table -> table.find(sha));
  }

  /** Returns this log with one step added, if its request has a key or names a source commit. */
  IdempotencyLog with(CommittedTransition issued) {
    Request request = issued.transition().request();
    if (request.key().isEmpty() && request.sha().isEmpty()) {
      return this;
    }
    Transition made = issued.transition();
    List<PackedTransition> step = List.of(PackedTransition.of(issued));
    HashTrie<ScopedKey, List<PackedTransition>> longer = keys;
    for (Optional<ScopedKey> key : List.of(ScopedKey.of(made), ScopedKey.ofDeletion(made))) {
      if (key.isPresent()) {
        longer = withKey(longer, key.get(), step, request.id());
      }
    }
    return new IdempotencyLog(
        keptFor,
        longer,
        request.sha().map(sha -> withSource(made.app(), step.get(0))).orElse(sources));
  }

  /**
   * The steps of one change share its key, and replace those of an earlier change with it.
   *
   * @param newer steps of one change, at least one
   */
  private HashTrie<ScopedKey, List<PackedTransition>> withKey(
      HashTrie<ScopedKey, List<PackedTransition>> all,
      ScopedKey key,
      List<PackedTransition> newer,
      ChangeId change) {
    List<PackedTransition> steps =
        new ArrayList<>(all.find(key).filter(earlier -> isOf(earlier, change)).orElse(List.of()));
    steps.addAll(newer);
    Instant at = newer.get(0).at();
    return all.with(key, List.copyOf(steps), earlier -> isKept(earlier, at));
  }

  private HashTrie<ApplicationId, SourceTable> withSource(
      ApplicationId app, PackedTransition step) {
    SourceTable table = sources.find(app).orElse(SourceTable.EMPTY);
    return sources.with(app, table.with(step), all -> true);
  }

  /**
   * Returns the log of two consecutive ranges of steps.
   *
   * @param newer the log of the second range; the cost depends on its size
   */
  public IdempotencyLog followedBy(IdempotencyLog newer) {
    HashTrie<ScopedKey, List<PackedTransition>> bothKeys = keys;
    for (Map.Entry<ScopedKey, List<PackedTransition>> steps : newer.keys.entries()) {
      ChangeId change = steps.getValue().get(0).unpack().changeId();
      bothKeys = withKey(bothKeys, steps.getKey(), steps.getValue(), change);
    }
    HashTrie<ApplicationId, SourceTable> bothSources = sources;
    for (Map.Entry<ApplicationId, SourceTable> table : newer.sources.entries()) {
      SourceTable older = bothSources.find(table.getKey()).orElse(SourceTable.EMPTY);
      bothSources =
          bothSources.with(table.getKey(), older.followedBy(table.getValue()), all -> true);
    }
    return new IdempotencyLog(keptFor, bothKeys, bothSources);
  }

  /** Writes the log for {@link #read}, without keys that expired before {@code now}. */
  public void writeTo(DataOutput out, Instant now) throws IOException {
    new IdempotencyLogFormat(keys, sources, steps -> isKept(steps, now)).writeTo(out);
  }

  /**
   * Reads a written log.
   *
   * @param keptFor how long idempotency keys are kept; the same as in the written log
   */
  public static IdempotencyLog read(DataInput in, Duration keptFor) throws IOException {
    return IdempotencyLogFormat.read(in, keptFor);
  }

  private boolean isKept(List<PackedTransition> steps, Instant at) {
    return steps.stream().anyMatch(step -> isKept(step, at));
  }

  private boolean isKept(PackedTransition step, Instant at) {
    return step.at().plus(keptFor).isAfter(at);
  }

  private static boolean isOf(List<PackedTransition> steps, ChangeId change) {
    return steps.get(0).unpack().transition().request().id().equals(change);
  }

  /** Builds a log from the newest step back to the oldest. */
  public static final class Gatherer {

    private final Duration keptFor;
    private final Instant now;
    private final Map<ScopedKey, List<PackedTransition>> keys = new HashMap<>();
    private final Map<ApplicationId, List<PackedTransition>> sources = new HashMap<>();

    /**
     * @param keptFor how long idempotency keys are kept
     * @param now keys that expired before this time are left out
     */
    public Gatherer(Duration keptFor, Instant now) {
      this.keptFor = keptFor;
      this.now = now;
    }

    /** Adds a step, older than all before. */
    public void addOlder(CommittedTransition issued) {
      Transition step = issued.transition();
      Request request = step.request();
      List<PackedTransition> ofApp =
          request.sha().isPresent()
              ? sources.computeIfAbsent(step.app(), app -> new ArrayList<>())
              : List.of();
      boolean forSource = request.sha().isPresent() && ofApp.size() < SourceTable.MAX_STEPS;
      boolean forKey = request.key().isPresent() && step.at().plus(keptFor).isAfter(now);
      if (forSource || forKey) {
        PackedTransition packed = PackedTransition.of(issued);
        if (forSource) {
          ofApp.add(packed);
        }
        if (forKey) {
          ScopedKey.of(step).ifPresent(key -> addOlder(key, packed, request.id()));
          ScopedKey.ofDeletion(step).ifPresent(key -> addOlder(key, packed, request.id()));
        }
      }
    }

    private void addOlder(ScopedKey key, PackedTransition step, ChangeId change) {
      List<PackedTransition> steps = keys.computeIfAbsent(key, first -> new ArrayList<>());
      if (steps.isEmpty() || isOf(steps, change)) {
        steps.add(0, step);
      }
    }

    /** Returns the log of all added steps; no more can be added after it. */
    public IdempotencyLog log() {
      Map<ApplicationId, SourceTable> tables = new HashMap<>();
      sources.forEach(
          (app, newestFirst) -> {
            Collections.reverse(newestFirst);
            tables.put(app, SourceTable.of(newestFirst));
          });
      return new IdempotencyLog(keptFor, HashTrie.of(keys), HashTrie.of(tables));
    }
  }
}
