package org.versionservice.version;

/** The reasons to refuse a change; the names are the error codes that clients get. */
public enum Refusal {
  /** The app does not exist, or was deleted. */
  APP_NOT_FOUND,
  /** No app has the project-id. */
  PROJECT_NOT_FOUND,
  /** The requested version is not above all that were ever issued. */
  VERSION_NOT_HIGHER,
  /** The app has no version in the line, and the request tells of none. */
  LINE_NOT_FOUND,
  /** The new version, or that of the source commit, is not in the line. */
  OUTSIDE_LINE,
  /** The version was never reserved, or its reservation is gone. */
  RESERVATION_NOT_FOUND,
  /** The reservation was aborted. */
  RESERVATION_ABORTED,
  /** The reservation was confirmed. */
  ALREADY_CONFIRMED,
  /** The app has as many open reservations as it may have. */
  TOO_MANY_RESERVATIONS,
  /** The highest version is none of the calendar scheme. */
  NOT_CALVER,
  /** The version to promote is a release. */
  NOT_A_PRERELEASE,
  /** The number to increment, or the app's revision, is 2^63-1. */
  VERSION_EXHAUSTED,
  /** The format of the answer has no spelling for the new version. */
  NOT_EXPRESSIBLE,
  /** A condition of the request does not hold. */
  PRECONDITION_FAILED,
  /** The idempotency key was used before, for another change. */
  IDEMPOTENCY_KEY_REUSED;

  /** Returns whether the target of the change does not exist. */
  boolean isAbsence() {
    return switch (this) {
      case APP_NOT_FOUND, PROJECT_NOT_FOUND, LINE_NOT_FOUND, RESERVATION_NOT_FOUND -> true;
      default -> false;
    };
  }
}
