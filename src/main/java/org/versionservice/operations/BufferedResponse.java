package org.versionservice.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;

/** A response that buffers its body, so that a filter can change it. */
final class BufferedResponse extends HttpServletResponseWrapper {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintWriter writer = new PrintWriter(new OutputStreamWriter(bytes, UTF_8));

  BufferedResponse(HttpServletResponse response) {
    super(response);
  }

  byte[] body() {
    writer.flush();
    return bytes.toByteArray();
  }

  /** Sends another body instead; none if the text is empty. */
  void send(String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    if (body.length > 0) {
      getResponse().setContentLength(body.length);
      getResponse().getOutputStream().write(body);
    }
  }

  @Override
  public PrintWriter getWriter() {
    return writer;
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new ServletOutputStream() {

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("the body is not written asynchronously");
      }

      @Override
      public void write(int octet) {
        bytes.write(octet);
      }

      @Override
      public void write(byte[] octets, int offset, int length) {
        bytes.write(octets, offset, length);
      }
    };
  }

  @Override
  public void setContentLength(int length) {}

  @Override
  public void setContentLengthLong(long length) {}

  /** Does nothing, because the filter sends the body. */
  @Override
  public void flushBuffer() {}
}
