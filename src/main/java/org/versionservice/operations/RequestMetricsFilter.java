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
import java.time.Duration;
import java.util.Set;
import org.versionservice.access.TokenAuthenticationMechanism;
import org.versionservice.access.TurnedAway;

/**
 * Counts requests, and measures how long their answers take; probes and scrapes would blur both.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class RequestMetricsFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Inject private transient Counting counting;

  /** Counts each request once. */
  @ApplicationScoped
  public static class Counting {

    private static final Set<String> METHODS =
        Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    @Inject private Meters meters;

    /** Counts a request that no filter gets to see. */
    void turnedAway(@Observes TurnedAway request) {
      count(request.method(), request.status());
    }

    void answered(String method, HttpServletResponse response, long start) {
      count(method, response.getStatus());
      String type = response.getContentType();
      if (type == null || !type.startsWith("text/event-stream")) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        meters.requestTime().update(Meters.microseconds(took));
      }
    }

    /** Clients may call a method as they like. */
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
    long start = System.nanoTime();
    chain.doFilter(request, response);
    String method = request.getMethod();
    if (request.isAsyncStarted()) {
      request
          .getAsyncContext()
          .addListener(new WhenComplete(() -> counting.answered(method, response, start)));
    } else {
      counting.answered(method, response, start);
    }
  }

  /** Runs something when the answer is complete, however that came. */
  private record WhenComplete(Runnable then) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      then.run();
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
