package org.versionservice.storage.git.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.internal.storage.pack.DeltaEncoder;
import org.versionservice.storage.git.versionsfile.TextEdit;

/**
 * Writes how one text becomes another, as a Git pack does: copy a range of the old text, insert new
 * bytes. It is known where the texts differ; only there, lines are compared.
 */
public final class Delta {

  private Delta() {}

  /**
   * The instructions that make one text out of another.
   *
   * @param length of the text that they are for, in bytes
   * @param splices where the other one differs, sorted by their offsets
   */
  public static byte[] of(int length, List<TextEdit> splices) {
    int growth = splices.stream().mapToInt(TextEdit::growth).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try {
      DeltaEncoder delta = new DeltaEncoder(out, length, length + growth);
      int position = 0;
      for (TextEdit splice : splices) {
        for (TextEdit line : lines(splice)) {
          delta.copy(position, line.offset() - position);
          delta.insert(line.after());
          position = line.offset() + line.before().length;
        }
      }
      delta.copy(position, length - position);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return out.toByteArray();
  }

  /** The edits of the lines that differ, where lines behind the end of a text are empty. */
  private static List<TextEdit> lines(TextEdit edit) {
    List<TextEdit> lines = new ArrayList<>();
    byte[] before = edit.before();
    byte[] after = edit.after();
    int from = 0;
    int to = 0;
    while (from < before.length || to < after.length) {
      int fromEnd = lineEnd(before, from);
      int toEnd = lineEnd(after, to);
      int head = Arrays.mismatch(before, from, fromEnd, after, to, toEnd);
      if (head >= 0) {
        int longest = Math.min(fromEnd - from, toEnd - to) - head;
        int tail = 0;
        while (tail < longest && before[fromEnd - 1 - tail] == after[toEnd - 1 - tail]) {
          tail++;
        }
        lines.add(part(edit, from + head, fromEnd - tail, to + head, toEnd - tail));
      }
      from = fromEnd;
      to = toEnd;
    }
    return lines;
  }

  private static int lineEnd(byte[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return Math.min(end + 1, text.length);
  }

  private static TextEdit part(TextEdit edit, int from, int fromEnd, int to, int toEnd) {
    return new TextEdit(
        edit.offset() + from,
        Arrays.copyOfRange(edit.before(), from, fromEnd),
        Arrays.copyOfRange(edit.after(), to, toEnd));
  }
}
