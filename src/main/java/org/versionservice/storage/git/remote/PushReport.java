package org.versionservice.storage.git.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * What a server tells of a push: {@code unpack ok}, then {@code ok} and the reference; or why not.
 *
 * @param moved whether the branch was moved
 * @param reason what the server said of it, in one line; empty if it said nothing
 * @see <a href="https://git-scm.com/docs/gitprotocol-pack#_report_status">report-status</a>
 */
record PushReport(boolean moved, Optional<String> reason) {

  /** A report is a few lines; hooks may say more than anybody wants to read. */
  private static final int LONGEST = 1 << 20;

  private static final int BANDS = 3;
  private static final int LENGTH = 4;

  /** A push that moved the branch. */
  static final PushReport MOVED = new PushReport(true, Optional.empty());

  /** A push that did not move the branch. */
  static PushReport declined(String words) {
    return new PushReport(false, RemoteWords.of(words));
  }

  /** Reads an answer, in which the server may use the side band that it was offered or not. */
  static PushReport read(InputStream answer, String branch) throws IOException {
    byte[] all = answer.readNBytes(LONGEST);
    ByteArrayInputStream in = new ByteArrayInputStream(all);
    boolean banded = all.length > LENGTH && all[LENGTH] <= BANDS;
    if (!banded) {
      return report(in, branch, "");
    }
    try (SideBand band = new SideBand(in)) {
      byte[] report = band.readAllBytes();
      return report(new ByteArrayInputStream(report), branch, band.words());
    }
  }

  private static PushReport report(InputStream report, String branch, String words)
      throws IOException {
    PacketLineIn lines = new PacketLineIn(report);
    String unpack = lines.readString();
    if (!unpack.equals("unpack ok")) {
      return declined(words + " " + unpack);
    }
    String reference = lines.readString();
    return reference.equals("ok " + branch)
        ? MOVED
        : declined(words + " " + reference.replaceFirst("^ng \\S+ ", ""));
  }
}
