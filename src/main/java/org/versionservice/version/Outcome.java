package org.versionservice.version;

import java.util.List;

/** The result of applying a {@link Change}. */
public sealed interface Outcome {

  /** Returns whether the state has the change, now or since an earlier try. */
  default boolean isMade() {
    return true;
  }

  /** Returns whether a format has a spelling for each version that was made. */
  default boolean isExpressible(VersionFormat format) {
    return true;
  }

  /**
   * The change was applied.
   *
   * @param registry the new state
   * @param transitions the steps, one for each changed app, at least one
   */
  record Applied(Registry registry, List<Transition> transitions) implements Outcome {
    public Applied {
      transitions = List.copyOf(transitions);
    }

    @Override
    public boolean isExpressible(VersionFormat format) {
      return transitions.stream().allMatch(step -> format.of(step.version()).isPresent());
    }

    static Applied of(Registry registry, Transition transition) {
      return new Applied(registry, List.of(transition));
    }
  }

  /**
   * The change was made before, by an earlier try with the same idempotency key or for the same
   * source commit.
   *
   * @param steps the steps of the earlier try, at least one
   */
  record Replayed(List<CommittedTransition> steps) implements Outcome {
    public Replayed {
      steps = List.copyOf(steps);
    }

    public Replayed(CommittedTransition issued) {
      this(List.of(issued));
    }

    /** Returns the last of the steps. */
    public CommittedTransition issued() {
      return steps.get(steps.size() - 1);
    }
  }

  /** The entries are in the files of this layout; no entry changed. */
  record Converted(Layout layout) implements Outcome {}

  /** The app already has the requested version. */
  record Unchanged(ApplicationVersion entry) implements Outcome {

    @Override
    public boolean isMade() {
      return false;
    }
  }

  /** The registry refuses the change. */
  record Refused(Refusal refusal) implements Outcome {

    @Override
    public boolean isMade() {
      return false;
    }
  }

  /**
   * The change was not applied, because the file of its project cannot be read at the moment.
   *
   * @param problem names the file and the fault; clients see it
   */
  record Unreadable(String problem) implements Outcome {

    @Override
    public boolean isMade() {
      return false;
    }
  }
}
