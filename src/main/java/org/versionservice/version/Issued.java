package org.versionservice.version;

/**
 * A step and the commit that holds it.
 *
 * @param transition the step
 * @param commit its commit at the time; a rebase after an outage gives the step a new one
 */
public record Issued(Transition transition, CommitId commit) {}
