package org.versionservice.version;

/** Why the registry does not make a change; the names are the codes that clients see. */
public enum Refusal {
  /** The app has no entry, or none any more. */
  APP_NOT_FOUND,
  /** No app has the project-id. */
  PROJECT_NOT_FOUND,
  /** A version is asked for that is not higher than all that were ever issued. */
  VERSION_NOT_HIGHER,
  /** A release is to be promoted. */
  NOT_A_PRERELEASE,
  /** The number to increment, or the app's revision, is 2^63-1. */
  VERSION_EXHAUSTED,
  /** The state is not the one that the client saw. */
  PRECONDITION_FAILED,
  /** The request's key was sent before, with another change. */
  IDEMPOTENCY_KEY_REUSED;

  /** Returns whether what is to be changed is not there. */
  boolean isAbsence() {
    return this == APP_NOT_FOUND || this == PROJECT_NOT_FOUND;
  }
}
