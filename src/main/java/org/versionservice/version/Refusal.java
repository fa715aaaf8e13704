package org.versionservice.version;

/** Why the registry does not make a change; the names are the codes that clients see. */
public enum Refusal {
  /** The app has no entry, or none any more. */
  APP_NOT_FOUND,
  /** No app has the project-id. */
  PROJECT_NOT_FOUND,
  /** A version is set that is not higher than all that were ever issued. */
  VERSION_NOT_HIGHER,
  /** A release is to be promoted. */
  NOT_A_PRERELEASE,
  /** The number to increment is 2^63-1. */
  VERSION_EXHAUSTED,
  /** The request's key was sent before, with another change. */
  IDEMPOTENCY_KEY_REUSED
}
