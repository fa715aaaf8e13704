package org.versionservice.api.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.versionservice.access.TokenAuthenticationMechanism;

/** A request whose body must arrive within a time; a limited number of threads waits for bodies. */
final class TimedRequest extends HttpServletRequestWrapper {

  /** The maximum time for a whole body. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpServletResponse response;
  private final WaitingThreads waiting;
  private final Clock clock;
  private final Instant deadline;
  private final ServletInputStream body;

  TimedRequest(
      HttpServletRequest request, HttpServletResponse response, WaitingThreads waiting, Clock clock)
      throws IOException {
    super(request);
    this.response = response;
    this.waiting = waiting;
    this.clock = clock;
    this.deadline = clock.instant().plus(TIMEOUT);
    this.body = new TimedInput(request);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  private final class TimedInput extends ServletInputStream {

    private final ServletInputStream in;
    private final String caller;

    /** The number of bytes to come; negative if unknown. */
    private long left;

    TimedInput(HttpServletRequest request) throws IOException {
      this.in = request.getInputStream();
      this.caller = TokenAuthenticationMechanism.limitedAs(request);
      this.left = request.getContentLengthLong();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0 || left == 0) {
        return length == 0 ? 0 : -1;
      }
      int read = in.available() > 0 ? in.read(bytes, offset, length) : await(bytes, offset, length);
      if (left > 0 && read > 0) {
        left -= read;
      }
      return read;
    }

    private int await(byte[] bytes, int offset, int length) throws IOException {
      try {
        if (isLate()) {
          throw late();
        }
        waiting.enter(caller);
        try {
          return in.read(bytes, offset, length);
        } finally {
          waiting.leave(caller);
        }
      } catch (IOException failure) {
        response.setHeader("Connection", "close");
        if (failure instanceof WaitingThreads.TooManyException) {
          response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        // The server's own timeout is as long; its exception is replaced too.
        throw isLate() ? late() : failure;
      }
    }

    private boolean isLate() {
      return clock.instant().isAfter(deadline);
    }

    private static IOException late() {
      return new InterruptedIOException("the body takes too long");
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public boolean isFinished() {
      return left == 0 || in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
