package org.versionservice.storage;

/**
 * Ends the process when its memory is exhausted. Whatever runs on after that may be broken
 * anywhere, and nobody would start it again.
 */
public final class OutOfMemory {

  /** As {@code -XX:+ExitOnOutOfMemoryError} has it. */
  private static final int STATUS = 3;

  private static final int DEEPEST = 16;

  private OutOfMemory() {}

  /** Ends the process at once if a failure is an {@link OutOfMemoryError} or was caused by one. */
  public static void endProcessOn(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof OutOfMemoryError) {
        halt();
      }
      cause = cause.getCause();
    }
  }

  /** Not {@code exit}: what runs on exit needs memory, too. Changes are on disk already. */
  private static void halt() {
    try {
      System.err.println("Version Service: the memory is exhausted, the process ends");
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
