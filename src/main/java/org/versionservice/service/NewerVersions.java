package org.versionservice.service;

import static java.lang.System.Logger.Level.WARNING;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.storage.redis.Replica;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;

/**
 * What other replicas made and this one has not fetched yet, as far as the cache told.
 *
 * <p>Reads answer the newer one of an entry here and the same in the snapshot. An entry stays here
 * until the snapshot has caught up with it: so no reader of one replica sees an app go back,
 * whatever becomes of the cache. It leaves early only if a comparison with the remote that began
 * after the entry was seen ended without it: then it was never true, because the cache is told of a
 * change after the remote has it. Such entries come from a cache that outlived its repository, or
 * belongs to another one.
 *
 * <p>Whoever reads looks here first, at the comparisons second, and at the snapshot last. In any
 * other order, an entry could leave between two looks because of a snapshot that was published
 * after the one that is looked at.
 */
public final class NewerVersions implements Replica {

  private static final System.Logger LOG = System.getLogger(NewerVersions.class.getName());

  /** Further ones are not taken note of, which makes reads less fresh and nothing worse. */
  private static final int MOST = 100_000;

  private static final int MOST_WRONG = 10_000;
  private static final long NOT_KNOWN = -1;

  /**
   * An entry that is newer than the snapshot.
   *
   * @param seen how many comparisons with the remote had begun when it came
   */
  private record Newer(CachedVersion version, long seen) {

    /** Tells whether the snapshot has it, or has something newer. */
    boolean isOvertaken(Registry registry) {
      return revision(registry, version.app()) >= version.revision();
    }

    /** Tells whether the snapshot is what counts, if that is at least as new as the comparison. */
    boolean isOver(Registry registry, long ended) {
      return ended > seen || isOvertaken(registry);
    }
  }

  private record Merged(long changes, long ended, Registry truth, Snapshot all) {}

  private final Truth truth;
  private final Map<ApplicationId, Newer> newer = new ConcurrentHashMap<>();
  private final Queue<CachedVersion> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Merged merged;

  NewerVersions(Truth truth) {
    this.truth = truth;
  }

  /**
   * The newest entry of an app.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  Optional<ApplicationVersion> find(ApplicationId app) {
    Newer candidate = newer.get(app);
    long ended = truth.comparisonEnded();
    Registry registry = snapshotOfTruth().registry();
    if (candidate == null || candidate.isOver(registry, ended)) {
      return registry.find(app);
    }
    return Optional.of(candidate.version())
        .filter(version -> !version.deleted())
        .map(CachedVersion::last);
  }

  /**
   * The snapshot, with all that is newer; its head is still the one that was fetched.
   *
   * @throws StorageException if the registry is not loaded yet
   */
  Snapshot snapshot() {
    if (newer.isEmpty()) {
      return snapshotOfTruth();
    }
    long version = changes.get();
    Merged known = merged;
    boolean same =
        known != null
            && known.changes() == version
            && known.ended() == truth.comparisonEnded()
            && known.truth() == snapshotOfTruth().registry();
    return known != null && same ? known.all() : merge(version);
  }

  private Snapshot merge(long version) {
    List<Newer> candidates = List.copyOf(newer.values());
    long ended = truth.comparisonEnded();
    Snapshot base = snapshotOfTruth();
    List<CachedVersion> ahead =
        candidates.stream()
            .filter(candidate -> !candidate.isOver(base.registry(), ended))
            .map(Newer::version)
            .toList();
    Snapshot all = new Snapshot(base.registry().aheadBy(live(ahead), gone(ahead)), base.head());
    merged = new Merged(version, ended, base.registry(), all);
    return all;
  }

  /** How many entries are newer than the snapshot, as far as is known. */
  int size() {
    return newer.size();
  }

  @Override
  public Optional<List<CachedVersion>> truth() {
    Optional<Snapshot> snapshot = truth.snapshot();
    return snapshot
        .filter(published -> truth.isSettled())
        .map(Snapshot::registry)
        .map(
            registry ->
                Stream.concat(
                        registry.all().stream().map(entry -> new CachedVersion(entry, false)),
                        registry.allDeleted().stream().map(last -> new CachedVersion(last, true)))
                    .toList());
  }

  @Override
  public long revision(ApplicationId app) {
    Newer candidate = newer.get(app);
    long ahead = candidate == null ? NOT_KNOWN : candidate.version().revision();
    return Math.max(
        ahead, truth.snapshot().map(known -> revision(known.registry(), app)).orElse(NOT_KNOWN));
  }

  @Override
  public void see(Collection<CachedVersion> others) {
    long seen = truth.comparisonsBegun();
    boolean alone = truth.comparisonEnded() > seen;
    for (CachedVersion other : others) {
      if (alone) {
        refute(other);
      } else if (newer.size() < MOST || newer.containsKey(other.app())) {
        newer.merge(other.app(), new Newer(other, seen), NewerVersions::later);
      }
    }
    changes.incrementAndGet();
  }

  @Override
  public void review() {
    long ended = truth.comparisonEnded();
    Optional<Snapshot> snapshot = truth.snapshot();
    if (snapshot.isEmpty() || newer.isEmpty()) {
      return;
    }
    Registry registry = snapshot.get().registry();
    List<CachedVersion> refuted = new ArrayList<>();
    for (Map.Entry<ApplicationId, Newer> entry : List.copyOf(newer.entrySet())) {
      Newer candidate = entry.getValue();
      if (candidate.isOver(registry, ended) && newer.remove(entry.getKey(), candidate)) {
        changes.incrementAndGet();
        if (!candidate.isOvertaken(registry)) {
          refuted.add(candidate.version());
        }
      }
    }
    if (!refuted.isEmpty()) {
      refuted.forEach(this::refute);
      LOG.log(
          WARNING, "{0} entries of the cache are not in the repository: dropped", refuted.size());
    }
  }

  @Override
  public List<Correction> corrections() {
    List<Correction> corrections = new ArrayList<>();
    for (CachedVersion next = wrong.poll(); next != null; next = wrong.poll()) {
      corrections.add(new Correction(next, truthOf(next.app()).filter(known -> truth.isSettled())));
    }
    return corrections;
  }

  private void refute(CachedVersion version) {
    if (wrong.size() < MOST_WRONG) {
      wrong.add(version);
    }
  }

  private Optional<CachedVersion> truthOf(ApplicationId app) {
    return truth
        .snapshot()
        .map(Snapshot::registry)
        .flatMap(
            registry ->
                registry
                    .find(app)
                    .map(entry -> new CachedVersion(entry, false))
                    .or(
                        () ->
                            registry.findDeleted(app).map(last -> new CachedVersion(last, true))));
  }

  private Snapshot snapshotOfTruth() {
    return truth
        .snapshot()
        .orElseThrow(() -> StorageException.unavailable("the registry is not loaded yet", null));
  }

  private static Newer later(Newer old, Newer now) {
    return now.version().revision() > old.version().revision() ? now : old;
  }

  private static long revision(Registry registry, ApplicationId app) {
    return registry
        .find(app)
        .or(() -> registry.findDeleted(app))
        .map(ApplicationVersion::revision)
        .orElse(NOT_KNOWN);
  }

  private static List<ApplicationVersion> live(List<CachedVersion> versions) {
    return versions.stream()
        .filter(version -> !version.deleted())
        .map(CachedVersion::last)
        .toList();
  }

  private static List<ApplicationVersion> gone(List<CachedVersion> versions) {
    return versions.stream().filter(CachedVersion::deleted).map(CachedVersion::last).toList();
  }
}
