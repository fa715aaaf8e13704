package org.versionservice.storage.git.versionsfile;

/**
 * A replacement of a range of a text.
 *
 * @param offset the offset of the range in the text, in bytes
 * @param before the bytes of the range
 * @param after the bytes that replace them
 */
public record TextEdit(int offset, byte[] before, byte[] after) {

  /** Returns the number of bytes by which the text grows; negative if it shrinks. */
  public int growth() {
    return after.length - before.length;
  }
}
