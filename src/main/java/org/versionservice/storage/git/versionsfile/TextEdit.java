package org.versionservice.storage.git.versionsfile;

/**
 * A place where one text differs from another.
 *
 * @param offset where the place begins in the first text, in bytes
 * @param before what stands there in the first text
 * @param after what stands there in the second text
 */
public record TextEdit(int offset, byte[] before, byte[] after) {

  /** By how many bytes the second text is longer. */
  public int growth() {
    return after.length - before.length;
  }
}
