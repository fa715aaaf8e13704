package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/** Checks that bytes are text in UTF-8 (RFC 3629). */
final class Utf8 {

  private static final int CHUNK = 8 * 1024;

  private Utf8() {}

  /**
   * Checks the text of a file.
   *
   * @throws InvalidVersionsFileException if it is not UTF-8 or contains a NUL, as UTF-16 does
   */
  static void check(byte[] content) throws InvalidVersionsFileException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    CharBuffer chars = CharBuffer.allocate(CHUNK);
    CharsetDecoder decoder = UTF_8.newDecoder();
    CoderResult result = CoderResult.OVERFLOW;
    while (result.isOverflow()) {
      chars.clear();
      result = decoder.decode(bytes, chars, true);
    }
    if (result.isError()) {
      throw invalid(content, bytes.position(), "not UTF-8");
    }
    for (int i = 0; i < content.length; i++) {
      if (content[i] == 0) {
        throw invalid(content, i, "a NUL character, as in UTF-16");
      }
    }
  }

  private static InvalidVersionsFileException invalid(byte[] content, int offset, String problem) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      line += content[i] == '\n' ? 1 : 0;
    }
    return new InvalidVersionsFileException(line, problem, null);
  }
}
