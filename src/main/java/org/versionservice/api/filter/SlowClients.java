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
import java.time.Clock;
import java.util.Set;
import org.versionservice.access.Role;
import org.versionservice.access.TokenAuthenticationMechanism;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.storage.SteadyClock;

/**
 * Keeps slow clients from occupying the server's request threads. It is the first filter of
 * web.xml.
 */
public final class SlowClients extends HttpFilter {

  private static final System.Logger LOG = System.getLogger(SlowClients.class.getName());

  private static final long serialVersionUID = 1L;

  /** Event streams never block a thread, and other replicas are no clients. */
  private static final Set<String> UNLIMITED =
      Set.of(SpecialPaths.EVENTS, TokenAuthenticationMechanism.REPLICAS);

  private final transient WaitingThreads readers = new WaitingThreads();
  private final transient WaitingThreads writers = new WaitingThreads();
  private final transient Clock steady = new SteadyClock();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!response.getOutputStream().isReady()) {
      refuseOnceRead(request, response);
    } else if (UNLIMITED.contains(request.getServletPath())) {
      chain.doFilter(request, response);
    } else {
      TimedResponse timed =
          new TimedResponse(
              response, writers, TokenAuthenticationMechanism.limitedAs(request), steady);
      chain.doFilter(withBody(request, timed), timed);
      timed.finish();
    }
  }

  private HttpServletRequest withBody(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
      // With the header Upgrade, the server waits for a body even if there is none. With HTTP/2,
      // there may be one.
      return request.getProtocol().startsWith("HTTP/1") ? new BodilessRequest(request) : request;
    }
    if (isRead(request)) {
      return new TimedRequest(request, response, readers, steady);
    }
    response.setHeader("Connection", "close");
    return new BodilessRequest(request);
  }

  /** Returns whether the service reads the body: it ignores that of a caller without the role. */
  private static boolean isRead(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "OPTIONS" -> false;
      case "GET", "HEAD" ->
          !TokenAuthenticationMechanism.isOpen(request) && request.isUserInRole(Role.READS);
      default -> request.isUserInRole(Role.WRITES);
    };
  }

  /**
   * Answers 429 once a client reads that did not read its previous responses; no thread waits for
   * it.
   */
  private static void refuseOnceRead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context = request.startAsync(request, response);
    context.setTimeout(0);
    ServletOutputStream out = response.getOutputStream();
    out.setWriteListener(new Refusal(context, response, out));
  }

  /** The response to a client that reads again. */
  private record Refusal(
      AsyncContext context, HttpServletResponse response, ServletOutputStream out)
      implements WriteListener {

    @Override
    public void onWritePossible() throws IOException {
      if (out.isReady()) {
        response.setHeader("Connection", "close");
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        ServerErrors.send(
            response, ErrorCode.TOO_MANY_REQUESTS, "answers that were asked for are not read");
        context.complete();
      }
    }

    @Override
    public void onError(Throwable gone) {
      LOG.log(DEBUG, "a client that did not read closed its connection: {0}", gone.getMessage());
      context.complete();
    }
  }
}
