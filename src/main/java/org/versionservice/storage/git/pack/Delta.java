package org.versionservice.storage.git.pack;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.versionservice.storage.git.versionsfile.TextEdit;

/**
 * Writes how one text becomes another, as a Git pack does: copy a range of the old text, insert new
 * bytes.
 *
 * <p>Nobody has to search for the difference: it is known where the texts differ. Only there, lines
 * are compared.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack#_deltified_representation">gitformat-pack,
 *     deltified representation</a>
 */
public final class Delta {

  private static final int LONGEST_INSERT = 0x7f;
  private static final int LONGEST_COPY = 0xffffff;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
  private final ByteArrayOutputStream inserted = new ByteArrayOutputStream(256);
  private int position;
  private int copyFrom;
  private int copyLength;

  private Delta() {}

  /**
   * The instructions that make one text out of another.
   *
   * @param length of the text that they are for, in bytes
   * @param splices where the other one differs, sorted by their offsets
   */
  public static byte[] of(int length, List<TextEdit> splices) {
    Delta delta = new Delta();
    delta.size(length);
    delta.size(length + splices.stream().mapToInt(TextEdit::growth).sum());
    for (TextEdit splice : splices) {
      delta.keep(splice.offset() - delta.position);
      delta.lines(splice.before(), splice.after());
    }
    delta.keep(length - delta.position);
    delta.flushCopy();
    delta.flushInsert();
    return delta.out.toByteArray();
  }

  /** Line by line, as long as both texts have the same number of them; else as a whole. */
  private void lines(byte[] base, byte[] target) {
    int from = 0;
    int to = 0;
    while (from < base.length && to < target.length) {
      int fromEnd = lineEnd(base, from);
      int toEnd = lineEnd(target, to);
      line(base, from, fromEnd, target, to, toEnd);
      from = fromEnd;
      to = toEnd;
    }
    insert(target, to, target.length - to);
    skip(base.length - from);
  }

  private static int lineEnd(byte[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return Math.min(end + 1, text.length);
  }

  private void line(byte[] base, int from, int fromEnd, byte[] target, int to, int toEnd) {
    int mismatch = Arrays.mismatch(base, from, fromEnd, target, to, toEnd);
    if (mismatch < 0) {
      keep(toEnd - to);
      return;
    }
    int suffix = 0;
    int longest = Math.min(fromEnd - from, toEnd - to) - mismatch;
    while (suffix < longest && base[fromEnd - 1 - suffix] == target[toEnd - 1 - suffix]) {
      suffix++;
    }
    keep(mismatch);
    insert(target, to + mismatch, toEnd - to - mismatch - suffix);
    skip(fromEnd - from - mismatch - suffix);
    keep(suffix);
  }

  private void keep(int length) {
    if (length == 0) {
      return;
    }
    if (copyLength > 0 && copyFrom + copyLength != position) {
      flushCopy();
    }
    if (copyLength == 0) {
      flushInsert();
      copyFrom = position;
    }
    copyLength += length;
    position += length;
  }

  private void skip(int length) {
    position += length;
  }

  private void insert(byte[] text, int from, int length) {
    if (length == 0) {
      return;
    }
    flushCopy();
    inserted.write(text, from, length);
  }

  private void flushCopy() {
    while (copyLength > 0) {
      int length = Math.min(copyLength, LONGEST_COPY);
      copy(copyFrom, length);
      copyFrom += length;
      copyLength -= length;
    }
  }

  private void copy(int from, int length) {
    int command = 0x80;
    byte[] arguments = new byte[7];
    int count = 0;
    for (int i = 0; i < 4; i++) {
      int octet = (from >>> (8 * i)) & 0xff;
      if (octet != 0) {
        command |= 1 << i;
        arguments[count++] = (byte) octet;
      }
    }
    for (int i = 0; i < 3; i++) {
      int octet = (length >>> (8 * i)) & 0xff;
      if (octet != 0) {
        command |= 0x10 << i;
        arguments[count++] = (byte) octet;
      }
    }
    out.write(command);
    out.write(arguments, 0, count);
  }

  private void flushInsert() {
    byte[] text = inserted.toByteArray();
    inserted.reset();
    for (int from = 0; from < text.length; from += LONGEST_INSERT) {
      int length = Math.min(LONGEST_INSERT, text.length - from);
      out.write(length);
      out.write(text, from, length);
    }
  }

  private void size(int size) {
    int rest = size;
    while (rest > 0x7f) {
      out.write(0x80 | (rest & 0x7f));
      rest >>>= 7;
    }
    out.write(rest);
  }
}
