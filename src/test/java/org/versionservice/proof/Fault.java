package org.versionservice.proof;

/** The faults of a network that can affect a request or a connection. */
public enum Fault {
  /** The port closes for some time: the current connection is reset, new ones are refused. */
  REFUSE(false),
  /** The request is accepted and never answered. */
  HANG(false),
  /** The request arrives late and is answered. */
  DELAY(false),
  /** The connection ends before the request is forwarded. */
  CUT_BEFORE(false),
  /** The connection ends in the middle of the request. */
  CUT_REQUEST(false),
  /** The request is served, and the connection ends without an answer. */
  DROP_ANSWER(true),
  /** As {@link #DROP_ANSWER}, by a reset. */
  RESET(true),
  /** The connection ends in the middle of the answer. */
  CUT_ANSWER(false),
  /** The connection ends while the request is still being served. */
  ABANDON(true),
  /** The connection ends, and the request still arrives at the server later. */
  LATE(true),
  /** The request arrives twice, and only the second answer comes back. */
  TWICE(true);

  private final boolean pushesOnly;

  Fault(boolean pushesOnly) {
    this.pushesOnly = pushesOnly;
  }

  /** Returns whether it can affect a request: faults with an unknown outcome affect only pushes. */
  boolean strikes(boolean push) {
    return push || !pushesOnly;
  }
}
