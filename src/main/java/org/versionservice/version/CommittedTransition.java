package org.versionservice.version;

/**
 * A step and the commit that holds it.
 *
 * @param commit its commit at that time; a rebase after an outage makes a new one
 */
public record CommittedTransition(Transition transition, CommitId commit) {

  /** Returns whether the other one is the same step, possibly in another commit. */
  public boolean isSameStep(CommittedTransition other) {
    return transition.request().id().equals(other.transition.request().id())
        && transition.app().equals(other.transition.app());
  }
}
