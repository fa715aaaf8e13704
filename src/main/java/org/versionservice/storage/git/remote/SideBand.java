package org.versionservice.storage.git.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/**
 * What an answer carries in its first band. What a server says to people comes in the others and is
 * kept, as far as it is short. For one reader.
 *
 * @see <a href="https://git-scm.com/docs/gitprotocol-pack#_packfile_data">side-band</a>
 */
final class SideBand extends InputStream {

  /** How many digits tell the length of a line. */
  private static final int LENGTH = 4;

  private static final int DATA = 1;
  private static final int LONGEST_LINE = 65_520;
  private static final int MOST_WORDS = 4096;

  private final InputStream in;
  private final StringBuilder words = new StringBuilder();
  private int left;
  private boolean ended;

  SideBand(InputStream in) {
    this.in = in;
  }

  /** What the server said to people so far, as it came: nothing in it can be relied on. */
  String words() {
    return words.toString();
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

  /** Goes to the next line of data. */
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
    String said = new String(in.readNBytes(length - LENGTH - 1), UTF_8);
    words.append(said, 0, Math.min(said.length(), MOST_WORDS - words.length()));
    if (band != DATA + 1) {
      throw new IOException("the remote gave up");
    }
  }

  /** The length of a line, these four digits included; less where the answer ends. */
  private int length() throws IOException {
    byte[] digits = in.readNBytes(LENGTH);
    if (digits.length == 0) {
      return 0;
    }
    String text = new String(digits, US_ASCII);
    int length = text.matches("[0-9a-fA-F]{4}") ? HexFormat.fromHexDigits(text) : LONGEST_LINE + 1;
    if (length > LONGEST_LINE) {
      throw new IOException("an answer is not divided into lines");
    }
    return length;
  }
}
