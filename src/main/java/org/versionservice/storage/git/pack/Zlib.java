package org.versionservice.storage.git.pack;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;
import org.eclipse.jgit.lib.Constants;

/**
 * Compresses objects for a pack, with the same compressors for all: to create one takes longer than
 * to compress a small object. Not thread-safe.
 */
public final class Zlib {

  private final Deflater fast = new Deflater(Deflater.BEST_SPEED);
  private final Deflater none = new Deflater(Deflater.NO_COMPRESSION);

  /**
   * Returns a content in zlib format (RFC 1950). Trees are not compressed: they consist of hashes.
   *
   * @param type one of JGit's {@code Constants.OBJ_COMMIT}, {@code OBJ_TREE}, {@code OBJ_BLOB}
   */
  byte[] deflate(int type, byte[] content) {
    Deflater deflater = type == Constants.OBJ_TREE ? none : fast;
    deflater.reset();
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 4 + 64);
    byte[] buffer = new byte[Math.max(64, Math.min(8192, content.length))];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    return out.toByteArray();
  }
}
