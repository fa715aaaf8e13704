package org.versionservice.version;

import java.util.List;

/** What became of a {@link Change}. */
public sealed interface Outcome {

  /**
   * The registry moved on.
   *
   * @param registry the state after it
   * @param transitions the steps, one for each app it touched, at least one
   */
  record Applied(Registry registry, List<Transition> transitions) implements Outcome {
    public Applied {
      transitions = List.copyOf(transitions);
    }

    static Applied of(Registry registry, Transition transition) {
      return new Applied(registry, List.of(transition));
    }
  }

  /**
   * The change was made before, by an earlier try with the same idempotency key or for the same
   * source commit.
   *
   * @param steps what the earlier try did, at least one
   */
  record Replayed(List<CommittedTransition> steps) implements Outcome {
    public Replayed {
      steps = List.copyOf(steps);
    }

    public Replayed(CommittedTransition issued) {
      this(List.of(issued));
    }

    /** The last of the steps. */
    public CommittedTransition issued() {
      return steps.get(steps.size() - 1);
    }
  }

  /** The app has just what is wished for. */
  record Unchanged(ApplicationVersion entry) implements Outcome {}

  /** The registry does not do that. */
  record Refused(Refusal refusal) implements Outcome {}
}
