package org.versionservice.storage.git;

/**
 * A place where one text differs from another.
 *
 * @param offset where the place begins in the first text, in bytes
 * @param before what stands there in the first text
 * @param after what stands there in the second text
 */
record TextEdit(int offset, byte[] before, byte[] after) {

  /** By how many bytes the second text is longer. */
  int growth() {
    return after.length - before.length;
  }
}
