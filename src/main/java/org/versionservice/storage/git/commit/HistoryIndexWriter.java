package org.versionservice.storage.git.commit;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.repository.HistoryIndex;
import org.versionservice.version.Registry;

/**
 * Writes the {@link HistoryIndex} of the published state when many commits are newer than the last
 * one. Runs beside reads and changes, which share all data with it; nothing waits for it.
 */
public final class HistoryIndexWriter {

  private static final System.Logger LOG = System.getLogger(HistoryIndexWriter.class.getName());

  /** The number of new commits that a start had to read, or the next one would have to. */
  private static final int MIN_AT_ENDS = 1_000;

  private static final int MIN_BETWEEN = 10_000;

  /** For each so many apps, an index is for at least one commit, up to a maximum. */
  private static final int APPS_PER_COMMIT = 10;

  private static final int MAX_FOR_APPS = 50_000;

  private final GitRepository repository;
  private final LocalBranch local;
  private final Reconciler reconciler;
  private final HistoryIndex index;
  private final Clock clock;
  private boolean isStarted;
  private Optional<ObjectId> seen = Optional.empty();

  public HistoryIndexWriter(
      GitRepository repository,
      LocalBranch local,
      Reconciler reconciler,
      HistoryIndex index,
      Clock clock) {
    this.repository = repository;
    this.local = local;
    this.reconciler = reconciler;
    this.index = index;
    this.clock = clock;
  }

  /** Writes the index if it is due. A failure is logged: only the next start depends on it. */
  public synchronized void writeIfDue() {
    Optional<BranchState> state = complete();
    if (state.isPresent() && !state.get().commit().equals(seen)) {
      writeAfter(state.get(), isStarted ? MIN_BETWEEN : MIN_AT_ENDS);
      seen = state.get().commit();
      isStarted = true;
    }
  }

  /** Writes the index for the next start, if that would have to read many commits. */
  public synchronized void writeForNextStart() {
    complete().ifPresent(state -> writeAfter(state, MIN_AT_ENDS));
  }

  /**
   * Returns the published state, if it tells the same as its commits; a state with a broken file
   * may know more.
   */
  private Optional<BranchState> complete() {
    return local
        .head()
        .filter(state -> state.commit().isPresent())
        .filter(state -> state.registry().problems().isEmpty())
        .filter(state -> reconciler.defect().isEmpty());
  }

  private void writeAfter(BranchState state, int commits) {
    int forApps = state.registry().all().size() / APPS_PER_COMMIT;
    int least = Math.max(commits, Math.min(forApps, MAX_FOR_APPS));
    ObjectId head = state.commit().orElseThrow();
    try {
      if (repository.commits().isLonger(index.commit(), head, least)) {
        write(state);
      }
    } catch (IOException failed) {
      LOG.log(INFO, "the index of the history cannot be written: {0}", failed.getMessage());
    }
  }

  private void write(BranchState state) throws IOException {
    Registry registry = state.registry();
    // Read after the state, so that none of its conflicts is missing.
    List<ObjectId> conflicts =
        reconciler.conflicts().stream()
            .map(step -> ObjectId.fromString(step.commit().value()))
            .toList();
    index.write(
        new HistoryIndex.Content(
            state.commit().orElseThrow(),
            registry.all(),
            registry.allDeleted(),
            registry.handedOut(),
            registry.idempotencyLog(),
            conflicts),
        clock.instant());
  }

  /** Writes the index now, however few commits are new. */
  public synchronized void write() throws IOException {
    Optional<BranchState> state = complete();
    if (state.isPresent()) {
      write(state.get());
    }
  }
}
