package org.versionservice.proof;

import org.versionservice.version.CommitId;
import org.versionservice.version.Layout;

/** The result of one try of a request, as its client knows it. */
public sealed interface Answer {

  /** Parses a line of {@link #line}. */
  static Answer parse(String line) {
    String[] words = line.split(" ", 2);
    return switch (words[0]) {
      case "MADE" -> made(words[1].split(" ", 3));
      case "DELETED" -> new Deleted(new CommitId(words[1]));
      case "CONVERTED" -> converted(words[1].split(" ", 3));
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

  private static Converted converted(String[] words) {
    return new Converted(
        Layout.valueOf(words[0]), new CommitId(words[1]), Boolean.parseBoolean(words[2]));
  }

  /** Returns this answer as one line of text between processes. */
  String line();

  /** Returns whether the change was made. */
  default boolean reportsChange() {
    return false;
  }

  /**
   * The change was made.
   *
   * @param version the issued version; of a deleted app the last one
   * @param commit the commit in the answer
   * @param pushed whether the answer says that the remote has the commit
   */
  record Made(SeenVersion version, CommitId commit, boolean pushed) implements Answer {

    @Override
    public boolean reportsChange() {
      return true;
    }

    @Override
    public String line() {
      return "MADE " + version + " " + commit + " " + pushed;
    }
  }

  /**
   * The app was deleted, and the answer does not name its last version.
   *
   * @param commit the commit in the answer, which the remote has
   */
  record Deleted(CommitId commit) implements Answer {

    @Override
    public boolean reportsChange() {
      return true;
    }

    @Override
    public String line() {
      return "DELETED " + commit;
    }
  }

  /**
   * The remote has a layout.
   *
   * @param commit a commit with that layout
   * @param pushed whether the answer says that the remote has the commit
   */
  record Converted(Layout layout, CommitId commit, boolean pushed) implements Answer {

    @Override
    public String line() {
      return "CONVERTED " + layout + " " + commit + " " + pushed;
    }
  }

  /** The state was already as requested; nothing changed. */
  record Unchanged() implements Answer {

    @Override
    public String line() {
      return "UNCHANGED";
    }
  }

  /** Nothing was issued: the service refused, or was never reached. */
  record Denied(String why) implements Answer {

    @Override
    public String line() {
      return "DENIED " + why;
    }
  }

  /** The change may have been made or not. */
  record Unknown(String why) implements Answer {

    @Override
    public String line() {
      return "UNKNOWN " + why;
    }
  }
}
