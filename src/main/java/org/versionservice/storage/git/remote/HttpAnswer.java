package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** An HTTP answer whose body may still arrive. */
record HttpAnswer(HttpResponse<InputStream> response) implements AutoCloseable {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  int status() {
    return response.statusCode();
  }

  InputStream body() {
    return response.body();
  }

  boolean isRedirect() {
    return REDIRECTS.contains(status());
  }

  Optional<String> location() {
    return response.headers().firstValue("Location");
  }

  /** Returns the seconds of a {@code Retry-After} header; empty if it is absent or a date. */
  Optional<Duration> retryAfter() {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  @Override
  public void close() {
    try {
      body().close();
    } catch (IOException impossible) {
      throw new UncheckedIOException("closing an answer", impossible);
    }
  }
}
