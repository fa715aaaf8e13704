package org.versionservice.proof;

import java.util.concurrent.CompletableFuture;
import org.versionservice.version.Layout;

/** A replica in a process of its own, which can be killed and suspended. Thread-safe. */
interface Replica extends AutoCloseable {

  /**
   * Requests a change.
   *
   * @return completes with the answer; {@link Answer.Unknown} if the process ended without one,
   *     {@link Answer.Denied} if it had ended before the request
   */
  CompletableFuture<Answer> ask(ChangeRequest change);

  /**
   * Requests a conversion of the layout.
   *
   * @return completes with the answer, like that of {@link #ask}
   */
  CompletableFuture<Answer> convert(Layout layout);

  boolean isAlive();

  /** Sends the process a signal that does not end it, such as {@code STOP}. */
  void signal(String name);

  /** Kills the process as {@code kill -9} does, and waits for its end. */
  void kill();

  /**
   * Stops the process after its last answer, and waits for its end.
   *
   * @return the exit status, 0 without a defect
   */
  int stop();

  @Override
  default void close() {
    kill();
  }
}
