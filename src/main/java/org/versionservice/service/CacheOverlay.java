package org.versionservice.service;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.redis.CacheConsumer;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;

/**
 * Entries of other replicas that the cache has and this replica has not fetched yet.
 *
 * <p>A read returns the newer one of the entry here and in the snapshot. An entry stays here until
 * the snapshot has it or a newer one, so an app never goes back for readers of one replica,
 * whatever happens to the cache. It is dropped early only if a comparison with the remote that
 * started after the entry was read ended without it. Then it was never true, because the cache gets
 * a change after the remote: it comes from a cache that outlived its repository or belongs to
 * another one.
 *
 * <p>A read looks here first, at the comparisons second, and at the snapshot last. In any other
 * order, an entry could be dropped between two looks because of a snapshot that was published after
 * the one that the read uses.
 */
public final class CacheOverlay implements CacheConsumer {

  private static final System.Logger LOG = System.getLogger(CacheOverlay.class.getName());

  /** Further entries are ignored: reads are less fresh then, and nothing else. */
  private static final int MOST = 100_000;

  private static final int MOST_WRONG = 10_000;

  private record Merged(long changes, long ended, Registry truth, Snapshot all) {}

  private final AuthoritativeState truth;
  private final Map<ApplicationId, NewerVersion> newer = new ConcurrentHashMap<>();
  private final Queue<CachedVersion> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Merged merged;

  CacheOverlay(AuthoritativeState truth) {
    this.truth = truth;
  }

  /**
   * Returns the newest entry of an app.
   *
   * @throws StorageException if it has none, and the file of its project cannot be read
   */
  Optional<ApplicationVersion> find(ApplicationId app) {
    NewerVersion candidate = newer.get(app);
    long ended = truth.comparisonEnded();
    Snapshot base = snapshotOfTruth();
    if (candidate == null || candidate.isOver(base.registry(), ended)) {
      return base.find(app);
    }
    return Optional.of(candidate.version())
        .filter(version -> !version.deleted())
        .map(CachedVersion::last);
  }

  /** Returns the snapshot with all newer entries; its head stays that of the snapshot. */
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
    List<NewerVersion> candidates = List.copyOf(newer.values());
    long ended = truth.comparisonEnded();
    Snapshot base = snapshotOfTruth();
    List<CachedVersion> ahead =
        candidates.stream()
            .filter(candidate -> !candidate.isOver(base.registry(), ended))
            .map(NewerVersion::version)
            .toList();
    Snapshot all =
        ahead.isEmpty()
            ? base
            : new Snapshot(
                base.registry().aheadBy(entries(ahead, false), entries(ahead, true)),
                base.head(),
                Optional.of(name(ahead)));
    merged = new Merged(version, ended, base.registry(), all);
    return all;
  }

  int size() {
    return newer.size();
  }

  @Override
  public Optional<List<CachedVersion>> truth() {
    Optional<Snapshot> snapshot = truth.snapshot();
    return snapshot
        .filter(published -> truth.isSettled())
        .map(Snapshot::registry)
        .map(CachedVersion::all);
  }

  @Override
  public List<ApplicationVersion> there() {
    return truth.snapshot().isEmpty() ? List.of() : snapshot().registry().all();
  }

  @Override
  public long revision(ApplicationId app) {
    NewerVersion candidate = newer.get(app);
    long ahead = candidate == null ? NewerVersion.NOT_KNOWN : candidate.version().revision();
    return Math.max(
        ahead,
        truth
            .snapshot()
            .map(known -> NewerVersion.revision(known.registry(), app))
            .orElse(NewerVersion.NOT_KNOWN));
  }

  @Override
  public void see(Collection<CachedVersion> others) {
    long seen = truth.comparisonsBegun();
    boolean alone = truth.comparisonEnded() > seen;
    for (CachedVersion other : others) {
      if (alone) {
        refute(other);
      } else if (newer.size() < MOST || newer.containsKey(other.app())) {
        newer.merge(other.app(), new NewerVersion(other, seen), NewerVersion::later);
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
    for (Map.Entry<ApplicationId, NewerVersion> entry : List.copyOf(newer.entrySet())) {
      NewerVersion candidate = entry.getValue();
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
      corrections.add(new Correction(next, truthOf(next.app())));
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
        .filter(published -> truth.isSettled())
        .flatMap(published -> CachedVersion.of(published.registry(), app));
  }

  private Snapshot snapshotOfTruth() {
    return truth.snapshot().orElseThrow(StorageException::notLoaded);
  }

  private static String name(List<CachedVersion> ahead) {
    String all =
        ahead.stream()
            .map(version -> version.app() + " " + version.revision())
            .sorted()
            .collect(Collectors.joining("\n"));
    return UUID.nameUUIDFromBytes(all.getBytes(UTF_8)).toString();
  }

  private static List<ApplicationVersion> entries(List<CachedVersion> all, boolean deleted) {
    return all.stream()
        .filter(version -> version.deleted() == deleted)
        .map(CachedVersion::last)
        .toList();
  }
}
