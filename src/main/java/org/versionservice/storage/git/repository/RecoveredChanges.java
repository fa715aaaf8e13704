package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommittedTransition;

/**
 * Repeats the changes of damaged clones before any other change. One thread may use it at a time.
 *
 * <p>The clones are kept until all changes are pushed, because the new clone may be damaged too.
 */
public final class RecoveredChanges {

  private static final System.Logger LOG = System.getLogger(RecoveredChanges.class.getName());

  /** The maximum difference between the clocks of replicas. */
  private static final Duration MAX_SKEW = Duration.ofDays(1);

  /** Repeats the steps that the branch does not have yet; returns why it cannot. */
  public interface Maker {
    Optional<String> make(List<CommittedTransition> steps) throws IOException;
  }

  /** The clones and the remote's head at the last run, and the problem that it found. */
  private record Run(List<String> clones, Optional<ObjectId> remote, Optional<String> problem) {}

  private final CloneRecovery recovery;
  private final GitRepository repository;
  private Optional<Run> last = Optional.empty();

  public RecoveredChanges(CloneRecovery recovery, GitRepository repository) {
    this.recovery = recovery;
    this.repository = repository;
  }

  /** Returns why other changes must wait; empty if they need not. */
  public Optional<String> begin() throws IOException {
    return last.isPresent() || recovery.pending().isEmpty()
        ? Optional.empty()
        : Optional.of("changes of a damaged clone are made again first");
  }

  /**
   * Repeats the changes, unless nothing is new since the last call.
   *
   * @return why other changes must wait; empty if they need not
   */
  public Optional<String> bring(Maker maker) throws IOException {
    List<SetAsideClone> clones = recovery.pending();
    if (clones.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = clones.stream().map(SetAsideClone::name).toList();
    Optional<ObjectId> remote = repository.remoteHead();
    boolean isKnown =
        last.filter(run -> run.clones().equals(names))
            .filter(run -> run.problem().isEmpty() || run.remote().equals(remote))
            .isPresent();
    if (!isKnown) {
      last = Optional.of(new Run(names, remote, bring(clones, maker)));
    }
    settle();
    return last.flatMap(Run::problem);
  }

  /** Releases the clones if all changes are pushed. */
  public void settle() throws IOException {
    if (last.filter(run -> run.problem().isEmpty()).isPresent()) {
      Optional<ObjectId> remote = repository.remoteHead();
      if (remote.isPresent() && remote.equals(repository.head())) {
        recovery.done();
        last = Optional.empty();
      }
    }
  }

  private Optional<String> bring(List<SetAsideClone> clones, Maker maker) throws IOException {
    List<CommittedTransition> steps = new ArrayList<>();
    List<String> incomplete = new ArrayList<>();
    for (SetAsideClone clone : clones) {
      SetAsideClone.Acknowledged found = clone.missingIn(repository);
      Set<ChangeId> known =
          steps.stream().map(CommittedTransition::changeId).collect(Collectors.toSet());
      found.steps().stream().filter(step -> !known.contains(step.changeId())).forEach(steps::add);
      if (!found.isComplete()) {
        incomplete.add(clone.name());
      }
    }
    if (!steps.isEmpty()) {
      Optional<String> problem = maker.make(steps);
      if (problem.isPresent()) {
        return problem;
      }
      LOG.log(INFO, "{0} changes of damaged clones are there again", steps.size());
    }
    return incomplete.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "acknowledged changes cannot be read from the clone that was set aside in "
                + String.join(", ", incomplete)
                + ": restore the data directory from a backup, or remove that clone from it to"
                + " go on without them");
  }

  /** Returns the earliest time of a commit that may repeat one of the steps. */
  public Instant earliest(List<CommittedTransition> steps) {
    return steps.stream()
        .map(step -> step.transition().at())
        .min(Comparator.naturalOrder())
        .map(at -> at.minus(MAX_SKEW))
        .orElse(Instant.EPOCH);
  }
}
