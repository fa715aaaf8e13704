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
 * Has the changes of damaged clones made again, before any other change is made. Used by one thread
 * at a time.
 *
 * <p>The clones are kept until all is pushed: until then another damage may follow.
 */
public final class RecoveredChanges {

  private static final System.Logger LOG = System.getLogger(RecoveredChanges.class.getName());

  /** By how much the clocks of replicas may differ. */
  private static final Duration SKEW = Duration.ofDays(1);

  /** Makes changes again, but for those that are there already. */
  public interface Maker {
    void make(List<CommittedTransition> steps) throws IOException;
  }

  /** What was looked at last, and what could not be read then. */
  private record Look(List<String> clones, Optional<ObjectId> remote, Optional<String> problem) {}

  private final CloneRecovery recovery;
  private final GitRepository repository;
  private Optional<Look> last = Optional.empty();

  public RecoveredChanges(CloneRecovery recovery, GitRepository repository) {
    this.recovery = recovery;
    this.repository = repository;
  }

  /** Returns what keeps other changes waiting, if anything does. */
  public Optional<String> begin() throws IOException {
    return last.isPresent() || recovery.pending().isEmpty()
        ? Optional.empty()
        : Optional.of("changes of a damaged clone are made again first");
  }

  /**
   * Has the changes made, unless nothing is new since the last time.
   *
   * @return what keeps other changes waiting, if anything does
   */
  public Optional<String> bring(Maker maker) throws IOException {
    List<SetAsideClone> clones = recovery.pending();
    if (clones.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = clones.stream().map(SetAsideClone::name).toList();
    Optional<ObjectId> remote = repository.remoteHead();
    boolean isKnown =
        last.filter(look -> look.clones().equals(names))
            .filter(look -> look.problem().isEmpty() || look.remote().equals(remote))
            .isPresent();
    if (!isKnown) {
      last = Optional.of(new Look(names, remote, bring(clones, maker)));
    }
    settle();
    return last.flatMap(Look::problem);
  }

  /** Is done with the clones once all is pushed. */
  public void settle() throws IOException {
    if (last.filter(look -> look.problem().isEmpty()).isPresent()) {
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
      maker.make(steps);
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

  /** Nothing that was made before this is any of the steps. */
  public Instant earliest(List<CommittedTransition> steps) {
    return steps.stream()
        .map(step -> step.transition().at())
        .min(Comparator.naturalOrder())
        .map(at -> at.minus(SKEW))
        .orElse(Instant.EPOCH);
  }
}
