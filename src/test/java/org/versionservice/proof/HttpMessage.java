package org.versionservice.proof;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of an HTTP/1.1 request or answer, head and body.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6">RFC 9112 §6</a>
 */
final class HttpMessage {

  private static final Pattern LENGTH = Pattern.compile("(?m)^content-length: *(\\d+)");
  private static final Pattern CHUNKED = Pattern.compile("(?m)^transfer-encoding: *chunked");

  private final byte[] bytes;
  private final String firstLine;

  private HttpMessage(byte[] bytes, String firstLine) {
    this.bytes = bytes;
    this.firstLine = firstLine;
  }

  /**
   * Reads the next message.
   *
   * @return empty if the connection ended
   * @throws EOFException if the connection ended inside a message
   */
  static Optional<HttpMessage> read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String firstLine = line(in, bytes);
    if (firstLine.isEmpty()) {
      return Optional.empty();
    }
    while (!line(in, bytes).isEmpty()) {}
    String head = bytes.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    Matcher length = LENGTH.matcher(head);
    if (CHUNKED.matcher(head).find()) {
      chunks(in, bytes);
    } else if (length.find()) {
      exactly(Long.parseLong(length.group(1)), in, bytes);
    }
    return Optional.of(new HttpMessage(bytes.toByteArray(), firstLine));
  }

  /** Returns all bytes, not copied. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns whether this is the request of a push that contains commits. */
  boolean isPush() {
    return firstLine.startsWith("POST ") && firstLine.contains("/git-receive-pack");
  }

  private static void chunks(InputStream in, ByteArrayOutputStream bytes) throws IOException {
    long size;
    do {
      size = Long.parseLong(line(in, bytes).split(";", 2)[0].strip(), 16);
      exactly(size, in, bytes);
      line(in, bytes);
    } while (size > 0);
  }

  private static void exactly(long count, InputStream in, ByteArrayOutputStream bytes)
      throws IOException {
    byte[] body = in.readNBytes(Math.toIntExact(count));
    if (body.length < count) {
      throw new EOFException("ended in the middle of a body");
    }
    bytes.writeBytes(body);
  }

  private static String line(InputStream in, ByteArrayOutputStream bytes) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 && bytes.size() > 0) {
        throw new EOFException("ended in the middle of a head");
      } else if (c < 0) {
        return "";
      }
      bytes.write(c);
      line.append((char) c);
    }
    bytes.write('\n');
    return line.toString().stripTrailing();
  }
}
