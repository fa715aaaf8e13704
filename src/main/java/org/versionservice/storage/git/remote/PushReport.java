package org.versionservice.storage.git.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * The answer to a push: {@code unpack ok}, then {@code ok} and the reference; or an error.
 *
 * @param moved whether the branch was moved
 * @param reason the server's explanation in one line; empty if there is none
 * @see <a href="https://git-scm.com/docs/gitprotocol-pack#_report_status">report-status</a>
 */
record PushReport(boolean moved, Optional<String> reason) {

  /** A bound in bytes: the report is short, but a hook may write any amount of text. */
  private static final int MAX_LENGTH = 1 << 20;

  private static final int BANDS = 3;
  private static final int LENGTH = 4;

  static final PushReport MOVED = new PushReport(true, Optional.empty());

  static PushReport declined(String messages) {
    String line = RemoteMessage.singleLine(messages);
    return new PushReport(false, Optional.of(line).filter(text -> !text.isEmpty()));
  }

  /** Reads an answer, with or without the side band that was offered to the server. */
  static PushReport read(InputStream answer, String branch) throws IOException {
    byte[] all = answer.readNBytes(MAX_LENGTH);
    ByteArrayInputStream in = new ByteArrayInputStream(all);
    boolean banded = all.length > LENGTH && all[LENGTH] <= BANDS;
    if (!banded) {
      return report(in, branch, "");
    }
    try (SideBand band = new SideBand(in)) {
      byte[] report = band.readAllBytes();
      return report(new ByteArrayInputStream(report), branch, band.messages());
    }
  }

  private static PushReport report(InputStream report, String branch, String messages)
      throws IOException {
    PacketLineIn lines = new PacketLineIn(report);
    String unpack = lines.readString();
    if (!unpack.equals("unpack ok")) {
      return declined(messages + " " + unpack);
    }
    String reference = lines.readString();
    return reference.equals("ok " + branch)
        ? MOVED
        : declined(messages + " " + reference.replaceFirst("^ng \\S+ ", ""));
  }
}
