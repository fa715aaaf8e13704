package org.versionservice.api.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A response that is sent as fast as the client reads it; a limited number of threads waits for
 * slow clients, each for a limited time.
 */
final class TimedResponse extends HttpServletResponseWrapper {

  /** The maximum total time that threads wait for one client to read its response. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private final WaitingThreads waiting;
  private final String caller;
  private final Clock clock;
  private @Nullable TimedOutput output;
  private @Nullable PrintWriter writer;

  TimedResponse(HttpServletResponse response, WaitingThreads waiting, String caller, Clock clock) {
    super(response);
    this.waiting = waiting;
    this.caller = caller;
    this.clock = clock;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (output == null) {
      output = new TimedOutput(getResponse().getOutputStream());
    }
    return output;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), UTF_8));
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    finish();
    getOutputStream().flush();
  }

  void finish() {
    if (writer != null) {
      writer.flush();
    }
  }

  private final class TimedOutput extends ServletOutputStream {

    private final ServletOutputStream out;
    private Duration waited = Duration.ZERO;
    private boolean abandoned;

    TimedOutput(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      send(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      send(out::flush);
    }

    @Override
    public void close() throws IOException {
      send(out::close);
    }

    @FunctionalInterface
    private interface Step {
      void run() throws IOException;
    }

    /** The server never blocks in a write after {@code isReady} returned true. */
    private void send(Step step) throws IOException {
      if (abandoned) {
        throw new InterruptedIOException("the client does not read the answer");
      }
      boolean sent = false;
      try {
        if (out.isReady()) {
          step.run();
        } else {
          await(step);
        }
        sent = true;
      } finally {
        abandoned = !sent;
      }
    }

    private void await(Step step) throws IOException {
      if (waited.compareTo(MAX_WAIT) > 0) {
        throw new InterruptedIOException("the client reads the answer too slowly");
      }
      Instant start = clock.instant();
      waiting.enter(caller);
      try {
        step.run();
      } finally {
        waiting.leave(caller);
      }
      waited = waited.plus(Duration.between(start, clock.instant()));
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }
  }
}
