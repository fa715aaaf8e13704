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
 * The content of a blob, changed in place. Not for several threads.
 *
 * <p>Hashing is what a change to a large file costs most. So the state of the hash is noted every
 * few kilobytes, and only what stands behind the first changed byte is hashed again.
 */
public final class BlobBuffer {

  private static final int STRIDE = 16 * 1024;

  private byte[] bytes;
  private int length;

  /** The state of the hash before each stride, as far as it is still right. */
  private final List<MessageDigest> marks = new ArrayList<>();

  /**
   * @param content taken over, not copied
   */
  public BlobBuffer(byte[] content) {
    bytes = content;
    length = content.length;
  }

  public int length() {
    return length;
  }

  /** A copy of the whole text. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Changes the text.
   *
   * @param splices sorted by their offsets, which are those of the text before the first of them
   */
  public void apply(List<TextEdit> splices) {
    int growth = 0;
    for (TextEdit splice : splices) {
      apply(splice, splice.offset() + growth);
      growth += splice.growth();
    }
  }

  private void apply(TextEdit splice, int offset) {
    if (splice.growth() != 0) {
      int tail = offset + splice.before().length;
      reserve(length + splice.growth());
      System.arraycopy(bytes, tail, bytes, tail + splice.growth(), length - tail);
      length += splice.growth();
      // What is hashed first of all is the length.
      marks.clear();
    }
    System.arraycopy(splice.after(), 0, bytes, offset, splice.after().length);
    int right = 1 + offset / STRIDE;
    if (right < marks.size()) {
      marks.subList(right, marks.size()).clear();
    }
  }

  /** The blob's name. */
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

  private void reserve(int size) {
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, size + STRIDE);
    }
  }
}
