package org.versionservice.storage;

/**
 * Ends the process when its memory is exhausted. Otherwise it could keep running in a broken state,
 * and no supervisor would restart it.
 */
public final class OutOfMemory {

  /** The same status as with {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int STATUS = 3;

  private static final int MAX_DEPTH = 16;

  private OutOfMemory() {}

  /** Ends the process if an {@link OutOfMemoryError} is the failure or its cause. */
  public static void endProcessOn(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (cause instanceof OutOfMemoryError) {
        halt();
      }
      cause = cause.getCause();
    }
  }

  /** Not {@code exit}, because shutdown hooks need memory. Changes are already on disk. */
  private static void halt() {
    try {
      System.err.println("Version Service: the memory is exhausted, the process ends");
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
