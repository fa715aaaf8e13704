package org.versionservice.storage.git.remote;

import java.util.Optional;

/** What a remote says to people, made fit for a line of a log. */
final class RemoteWords {

  private static final int LONGEST = 300;

  private RemoteWords() {}

  /** The text in one line, without control characters and of bounded length. */
  static String plain(String text) {
    String line = text.replaceAll("[\\p{C}\\p{Z}]+", " ").strip();
    if (line.length() <= LONGEST) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return line.substring(0, end) + "...";
  }

  /** As {@link #plain}; empty if nothing is left. */
  static Optional<String> of(String text) {
    return Optional.of(plain(text)).filter(line -> !line.isEmpty());
  }
}
