package org.versionservice.api.filter;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import org.versionservice.access.HttpConnection;
import org.versionservice.access.Role;
import org.versionservice.access.TokenAuthenticationMechanism;
import org.versionservice.api.model.ErrorCode;

/**
 * Keeps clients that send or read slowly, or not at all, from holding the server's threads. The
 * first filter, by web.xml.
 */
public final class SlowClients extends HttpFilter {

  private static final System.Logger LOG = System.getLogger(SlowClients.class.getName());

  private static final long serialVersionUID = 1L;

  private final transient WaitingThreads readers = new WaitingThreads();
  private final transient WaitingThreads writers = new WaitingThreads();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!response.getOutputStream().isReady()) {
      refuseOnceRead(request, response);
    } else if (request.getServletPath().equals(SpecialPaths.EVENTS)) {
      // Never waits for a client.
      chain.doFilter(request, response);
    } else {
      TimedResponse timed =
          new TimedResponse(response, writers, TokenAuthenticationMechanism.limitedAs(request));
      chain.doFilter(withBody(request, timed), timed);
      timed.finish();
    }
  }

  private HttpServletRequest withBody(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
      // The server waits for the body of a request with Upgrade also where there is none. With
      // HTTP/2 there may be one.
      return request.getProtocol().startsWith("HTTP/1") ? new BodilessRequest(request) : request;
    }
    if (isRead(request)) {
      return new TimedRequest(request, response, readers);
    }
    HttpConnection.closeAfter(response);
    return new BodilessRequest(request);
  }

  /** Returns whether anything is done with a body: the caller may need a role for it. */
  private static boolean isRead(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "OPTIONS" -> false;
      case "GET", "HEAD" ->
          !TokenAuthenticationMechanism.isOpen(request) && request.isUserInRole(Role.READS);
      default -> request.isUserInRole(Role.WRITES);
    };
  }

  /**
   * Answers a client that goes on asking and did not read its last answers, as soon as it reads
   * them; no thread waits for it.
   */
  private static void refuseOnceRead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context = request.startAsync(request, response);
    context.setTimeout(0);
    ServletOutputStream out = response.getOutputStream();
    out.setWriteListener(new Refusal(context, response, out));
  }

  /** The answer to a client that reads again. */
  private record Refusal(
      AsyncContext context, HttpServletResponse response, ServletOutputStream out)
      implements WriteListener {

    @Override
    public void onWritePossible() throws IOException {
      if (out.isReady()) {
        HttpConnection.closeAfter(response);
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        ServerErrors.send(
            response, ErrorCode.TOO_MANY_REQUESTS, "answers that were asked for are not read");
        context.complete();
      }
    }

    @Override
    public void onError(Throwable gone) {
      LOG.log(DEBUG, "a client is gone that did not read: {0}", gone.getMessage());
      context.complete();
    }
  }
}
