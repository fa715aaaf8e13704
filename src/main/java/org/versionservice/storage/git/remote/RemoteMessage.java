package org.versionservice.storage.git.remote;

/** Makes text of a remote fit for a log. */
final class RemoteMessage {

  private static final int MAX_LENGTH = 300;

  private RemoteMessage() {}

  /** Returns the text as one line without control characters, cut to 300 characters. */
  static String singleLine(String text) {
    String line = text.replaceAll("[\\p{C}\\p{Z}]+", " ").strip();
    if (line.length() <= MAX_LENGTH) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
    return line.substring(0, end) + "...";
  }
}
