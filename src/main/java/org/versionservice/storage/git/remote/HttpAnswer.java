package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** An answer whose body is still on its way; closed after it was read, or instead. */
record HttpAnswer(HttpResponse<InputStream> response) implements AutoCloseable {

  /** What a server answers that has moved something. */
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private static final int MOST_RETRY_AFTER_DIGITS = 6;

  int status() {
    return response.statusCode();
  }

  InputStream body() {
    return response.body();
  }

  /** Returns whether the server wants to be asked elsewhere. */
  boolean isRedirect() {
    return REDIRECTS.contains(status());
  }

  Optional<String> location() {
    return response.headers().firstValue("Location");
  }

  /** How long the server wants to be left alone, where it says so in seconds. */
  Optional<Duration> retryAfter() {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1," + MOST_RETRY_AFTER_DIGITS + "}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  @Override
  public void close() {
    try {
      body().close();
    } catch (IOException impossible) {
      throw new java.io.UncheckedIOException("closing an answer", impossible);
    }
  }
}
