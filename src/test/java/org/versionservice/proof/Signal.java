package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The signals of the operating system. */
final class Signal {

  private Signal() {}

  /** Sends a signal, such as {@code STOP}, to a process. */
  static void send(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
