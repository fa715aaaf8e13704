package org.versionservice.version;

/**
 * A step and the commit that holds it.
 *
 * @param transition the step
 * @param commit its commit at the time; a rebase after an outage gives the step a new one
 */
public record CommittedTransition(Transition transition, CommitId commit) {

  /** Returns whether the other one is the same step, be it in another commit. */
  public boolean isSameStep(CommittedTransition other) {
    return transition.request().id().equals(other.transition.request().id())
        && transition.app().equals(other.transition.app());
  }
}
