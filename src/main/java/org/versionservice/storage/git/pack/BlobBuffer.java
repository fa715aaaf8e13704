package org.versionservice.storage.git.pack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.versionsfile.TextEdit;

/**
 * The content of a blob, edited in place. Not thread-safe.
 *
 * <p>Hashing is most of the cost of a change to a large file. So the buffer keeps a copy of the
 * hash state every 16 KiB, and hashes only from the last copy before the first changed byte.
 */
public final class BlobBuffer {

  private static final int STRIDE = 16 * 1024;

  private byte[] bytes;
  private int length;

  /** The hash state before each stride, up to the first changed one. */
  private final List<MessageDigest> marks = new ArrayList<>();

  /**
   * @param content used without a copy
   */
  public BlobBuffer(byte[] content) {
    bytes = content;
    length = content.length;
  }

  public int length() {
    return length;
  }

  /** Returns a copy of the whole text. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Edits the text.
   *
   * @param edits sorted by their offsets, which count in the text before the first edit
   */
  public void apply(List<TextEdit> edits) {
    int growth = 0;
    for (TextEdit edit : edits) {
      apply(edit, edit.offset() + growth);
      growth += edit.growth();
    }
  }

  private void apply(TextEdit edit, int offset) {
    if (edit.growth() != 0) {
      int tail = offset + edit.before().length;
      int grown = length + edit.growth();
      if (grown > bytes.length) {
        bytes = Arrays.copyOf(bytes, grown + STRIDE);
      }
      System.arraycopy(bytes, tail, bytes, tail + edit.growth(), length - tail);
      length = grown;
      // The hash of a blob begins with its length.
      marks.clear();
    }
    System.arraycopy(edit.after(), 0, bytes, offset, edit.after().length);
    int valid = 1 + offset / STRIDE;
    if (valid < marks.size()) {
      marks.subList(valid, marks.size()).clear();
    }
  }

  /** Returns the blob's object id. */
  public ObjectId id() {
    if (marks.isEmpty()) {
      MessageDigest first = Constants.newMessageDigest();
      first.update(("blob " + length + '\0').getBytes(US_ASCII));
      marks.add(first);
    }
    int from = STRIDE * (marks.size() - 1);
    MessageDigest digest = copy(marks.get(marks.size() - 1));
    for (; length - from > STRIDE; from += STRIDE) {
      digest.update(bytes, from, STRIDE);
      marks.add(copy(digest));
    }
    digest.update(bytes, from, length - from);
    return ObjectId.fromRaw(digest.digest());
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("a hash in software can be copied", impossible);
    }
  }
}
