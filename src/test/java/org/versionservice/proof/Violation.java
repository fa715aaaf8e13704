package org.versionservice.proof;

/**
 * A promise that was broken.
 *
 * @param kind which one
 * @param text by what, for people
 */
public record Violation(Kind kind, String text) {

  /** The promises, by what breaks them. */
  public enum Kind {
    /** Two requests got one version of one app. */
    ISSUED_TWICE,
    /** A request that was sent behind another one's answer got a version that is not higher. */
    OUT_OF_ORDER,
    /** A change that was answered is not on the remote. */
    LOST,
    /** A commit that the remote's branch had is not part of it any more. */
    REWRITTEN,
    /** The commits do not tell how each app moved on from version to version, step by step. */
    BROKEN_HISTORY,
    /** Two tries with one idempotency key were taken for two requests. */
    KEY_IGNORED,
    /** A request was made although each of its tries was answered that nothing was issued. */
    DENIED_AND_ISSUED,
    /** A change was made that nobody asked for. */
    UNASKED
  }

  @Override
  public String toString() {
    return kind + ": " + text;
  }
}
