package org.versionservice.storage.git.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/**
 * The first band of a multiplexed answer. The other bands contain messages for people, of which the
 * beginning is kept. For one reader.
 *
 * @see <a href="https://git-scm.com/docs/gitprotocol-pack#_packfile_data">side-band</a>
 */
final class SideBand extends InputStream {

  /** The number of digits of a line's length. */
  private static final int LENGTH = 4;

  private static final int DATA = 1;
  private static final int MAX_LINE = 65_520;
  private static final int MAX_MESSAGES = 4096;

  private final InputStream in;
  private final StringBuilder messages = new StringBuilder();
  private int left;
  private boolean ended;

  SideBand(InputStream in) {
    this.in = in;
  }

  /** Returns the messages so far, unchecked and at most 4,096 characters. */
  String messages() {
    return messages.toString();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (left == 0 && !ended) {
      next();
    }
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    int count = in.read(into, offset, Math.min(length, left));
    if (count < 0) {
      throw new EOFException("an answer ends within a line");
    }
    left -= count;
    return count;
  }

  private void next() throws IOException {
    int length = length();
    if (length <= LENGTH) {
      ended = true;
      return;
    }
    int band = in.read();
    if (band == DATA) {
      left = length - LENGTH - 1;
      return;
    }
    String text = new String(in.readNBytes(length - LENGTH - 1), UTF_8);
    messages.append(text, 0, Math.min(text.length(), MAX_MESSAGES - messages.length()));
    if (band != DATA + 1) {
      throw new IOException("the remote reported an error");
    }
  }

  /** Reads the length of a line, which includes its digits; without data the answer ends. */
  private int length() throws IOException {
    byte[] digits = in.readNBytes(LENGTH);
    if (digits.length == 0) {
      return 0;
    }
    String text = new String(digits, US_ASCII);
    int length = text.matches("[0-9a-fA-F]{4}") ? HexFormat.fromHexDigits(text) : MAX_LINE + 1;
    if (length > MAX_LINE) {
      throw new IOException("an answer is not divided into lines");
    }
    return length;
  }
}
