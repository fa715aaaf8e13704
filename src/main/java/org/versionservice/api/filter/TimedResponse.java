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
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.Step;

/**
 * A response that goes out as fast as the client takes it; only some threads wait for clients that
 * do not, and those not for long.
 */
public final class TimedResponse extends HttpServletResponseWrapper {

  /** How long threads may wait for one client to read its answer, all in all. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final WaitingThreads waiting;
  private final String caller;
  private @Nullable TimedOutput output;
  private @Nullable PrintWriter writer;

  /**
   * @param waiting the threads that wait for clients to read
   * @param caller who may read
   */
  TimedResponse(HttpServletResponse response, WaitingThreads waiting, String caller) {
    super(response);
    this.waiting = waiting;
    this.caller = caller;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (output == null) {
      output = new TimedOutput(getResponse().getOutputStream(), waiting, caller);
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
    if (writer != null) {
      writer.flush();
    }
    getOutputStream().flush();
  }

  /** Sends what a writer may still have. */
  void finish() {
    if (writer != null) {
      writer.flush();
    }
  }

  /** What the client is sent. */
  private static final class TimedOutput extends ServletOutputStream {

    private final ServletOutputStream out;
    private final WaitingThreads waiting;
    private final String caller;
    private long waited;
    private boolean abandoned;

    TimedOutput(ServletOutputStream out, WaitingThreads waiting, String caller) {
      this.out = out;
      this.waiting = waiting;
      this.caller = caller;
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

    /** Writes or flushes something. */
    @FunctionalInterface
    private interface Step {
      void run() throws IOException;
    }

    /** The server does not wait after a write that follows the question whether it is ready. */
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
      if (waited > LONGEST.toNanos()) {
        throw new InterruptedIOException("the client reads the answer too slowly");
      }
      long start = System.nanoTime();
      waiting.run(
          caller,
          () -> {
            step.run();
            return true;
          });
      waited += System.nanoTime() - start;
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
