package org.versionservice.proof;

/**
 * A broken promise.
 *
 * @param kind the promise
 * @param text a description for people
 */
public record Violation(Kind kind, String text) {

  /** The kinds of broken promises. */
  public enum Kind {
    /** Two requests got the same version of an app. */
    ISSUED_TWICE,
    /** A request sent after the answer to another one got a version that is not higher. */
    OUT_OF_ORDER,
    /** An answered change is not on the remote. */
    LOST,
    /** A commit is no longer part of the remote's branch. */
    REWRITTEN,
    /** The commits do not lead each app from version to version, step by step. */
    BROKEN_HISTORY,
    /** Two tries with the same idempotency key were treated as two requests. */
    KEY_IGNORED,
    /** A request was made although each answer says that nothing was issued. */
    DENIED_AND_ISSUED,
    /** A change was made without a request. */
    UNASKED
  }

  @Override
  public String toString() {
    return kind + ": " + text;
  }
}
