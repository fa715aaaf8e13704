package org.versionservice.version;

/**
 * A step and the commit that holds it.
 *
 * @param commit its commit at that time; a rebase after an outage makes a new one
 */
public record CommittedTransition(Transition transition, CommitId commit) {

  /** The id of the change that the step is part of. */
  public ChangeId changeId() {
    return transition.request().id();
  }

  /** Returns whether the other one is the same step, possibly in another commit. */
  public boolean isSameStep(CommittedTransition other) {
    return changeId().equals(other.changeId()) && transition.app().equals(other.transition.app());
  }
}
