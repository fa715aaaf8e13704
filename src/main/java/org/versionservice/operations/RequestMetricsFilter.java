package org.versionservice.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.versionservice.access.TokenAuthenticationMechanism;
import org.versionservice.access.TurnedAway;
import org.versionservice.storage.SteadyClock;

/**
 * Counts requests and measures the times to answer them, except probes and scrapes, which would
 * distort both.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class RequestMetricsFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Inject private transient Counting counting;

  private final transient Clock steady = new SteadyClock();

  /** The counters of requests. */
  @ApplicationScoped
  public static class Counting {

    private static final Set<String> METHODS =
        Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    @Inject private Meters meters;

    /** Counts a request that was refused before any filter. */
    void turnedAway(@Observes TurnedAway request) {
      count(request.method(), request.status());
    }

    void answered(String method, HttpServletResponse response, Duration took) {
      count(method, response.getStatus());
      String type = response.getContentType();
      if (type == null || !type.startsWith("text/event-stream")) {
        meters.requestTime().update(Meters.microseconds(took));
      }
    }

    /** Counts all unknown methods as one: clients can send any name. */
    private void count(String method, int status) {
      meters.requests(METHODS.contains(method) ? method : "other", status).inc();
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (TokenAuthenticationMechanism.isOpen(request)) {
      chain.doFilter(request, response);
      return;
    }
    Instant start = steady.instant();
    chain.doFilter(request, response);
    String method = request.getMethod();
    Runnable count =
        () -> counting.answered(method, response, Duration.between(start, steady.instant()));
    if (request.isAsyncStarted()) {
      request.getAsyncContext().addListener(new OnComplete(count));
    } else {
      count.run();
    }
  }

  private record OnComplete(Runnable action) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      action.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
