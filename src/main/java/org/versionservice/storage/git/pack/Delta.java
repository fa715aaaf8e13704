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
 * Encodes the difference of two texts as a Git delta, which copies ranges of the old text and
 * inserts new bytes. The caller knows where the texts differ, so only there lines are compared.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack</a>
 */
public final class Delta {

  private Delta() {}

  /**
   * Returns the delta that edits a text.
   *
   * @param length the length of the text before the edits, in bytes
   * @param edits the edits, sorted by their offsets
   */
  public static byte[] of(int length, List<TextEdit> edits) {
    int growth = edits.stream().mapToInt(TextEdit::growth).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try {
      DeltaEncoder delta = new DeltaEncoder(out, length, length + growth);
      int position = 0;
      for (TextEdit edit : edits) {
        for (TextEdit line : lines(edit)) {
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

  /** Splits an edit into edits of its lines. Lines behind the end of a text count as empty. */
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
