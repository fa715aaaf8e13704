package org.versionservice.proof;

/** What a network does to one request, or to a connection, on a bad day. */
public enum Fault {
  /** The port is closed for a while: the connection that meets it is reset, others are refused. */
  REFUSE(false),
  /** The request is taken and never answered. */
  HANG(false),
  /** The request arrives late, and is answered. */
  DELAY(false),
  /** The connection ends before the request was passed on. */
  CUT_BEFORE(false),
  /** The connection ends in the middle of the request. */
  CUT_REQUEST(false),
  /** The request was served, and the connection ends instead of an answer. */
  DROP_ANSWER(true),
  /** As {@link #DROP_ANSWER}, by a reset. */
  RESET(true),
  /** The connection ends in the middle of the answer. */
  CUT_ANSWER(false),
  /** The connection ends while the request is still being served. */
  ABANDON(true),
  /** The connection ends, and the request arrives at the server a while later all the same. */
  LATE(true),
  /** The request arrives twice, and only the second answer comes back. */
  TWICE(true);

  private final boolean pushesOnly;

  Fault(boolean pushesOnly) {
    this.pushesOnly = pushesOnly;
  }

  /** Returns whether it can strike a request: what makes an outcome unknown strikes pushes only. */
  boolean strikes(boolean push) {
    return push || !pushesOnly;
  }
}
