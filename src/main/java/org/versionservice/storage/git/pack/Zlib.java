package org.versionservice.storage.git.pack;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * Compresses objects for a pack, with one compressor for all: to create one takes longer than to
 * compress a small object. Not thread-safe.
 */
public final class Zlib {

  private final Deflater deflater = new Deflater();

  byte[] deflate(byte[] content) {
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
