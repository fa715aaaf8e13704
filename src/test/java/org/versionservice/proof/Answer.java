package org.versionservice.proof;

import org.versionservice.version.CommitId;

/** What a client knows when one try of its request has ended. */
public sealed interface Answer {

  /** Reads what {@link #line} wrote. */
  static Answer parse(String line) {
    String[] words = line.split(" ", 2);
    return switch (words[0]) {
      case "MADE" -> made(words[1].split(" ", 3));
      case "UNCHANGED" -> new Unchanged();
      case "DENIED" -> new Denied(words[1]);
      case "UNKNOWN" -> new Unknown(words[1]);
      default -> throw new IllegalArgumentException("not an answer: " + line);
    };
  }

  private static Made made(String[] words) {
    return new Made(
        SeenVersion.parse(words[0]), new CommitId(words[1]), Boolean.parseBoolean(words[2]));
  }

  /** This answer as one line of text between processes. */
  String line();

  /**
   * The change was made.
   *
   * @param version what the request got; of a deleted app the last one
   * @param commit what the answer said to be its commit
   * @param pushed whether the answer promised that the remote has it
   */
  record Made(SeenVersion version, CommitId commit, boolean pushed) implements Answer {

    @Override
    public String line() {
      return "MADE " + version + " " + commit + " " + pushed;
    }
  }

  /** All was as wished for, and nothing was made. */
  record Unchanged() implements Answer {

    @Override
    public String line() {
      return "UNCHANGED";
    }
  }

  /** Nothing was issued, by the service's own word or because it was never reached. */
  record Denied(String why) implements Answer {

    @Override
    public String line() {
      return "DENIED " + why;
    }
  }

  /** It may have been made or not. */
  record Unknown(String why) implements Answer {

    @Override
    public String line() {
      return "UNKNOWN " + why;
    }
  }
}
