package org.versionservice.storage.git.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.versionservice.storage.git.remote.RemoteException.Kind.UNREACHABLE;
import static org.versionservice.storage.git.remote.RemoteException.refused;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of Git's smart HTTP protocol to one repository.
 *
 * <p>Only the configured {@link Origin} gets the credentials. The client follows and remembers
 * redirects within it, repeats a POST as a POST, and refuses other redirects. A request fails after
 * no data moved in either direction for the timeout; its total time is not bounded.
 */
final class GitHttpClient {

  private static final int MAX_REDIRECTS = 5;
  private static final String REFERENCES = "/info/refs";

  private final URI configured;
  private final Optional<String> authorization;
  private final Duration timeout;
  private final Clock steady;
  private final HttpClient http;
  private volatile URI base;

  GitHttpClient(URI url, Optional<PasswordAuthentication> user, Duration timeout, Clock steady) {
    this.configured = URI.create(url.toString().replaceFirst("/$", ""));
    this.authorization = user.map(GitHttpClient::basic);
    this.timeout = timeout;
    this.steady = steady;
    this.base = configured;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  URI base() {
    return base;
  }

  /** Requests the references of a service; a redirect that leads nowhere now is forgotten. */
  HttpAnswer references(String service) throws RemoteException {
    HttpAnswer answer = references(base, service);
    if (answer.status() != 404 || base.equals(configured)) {
      return answer;
    }
    answer.close();
    base = configured;
    return references(configured, service);
  }

  private HttpAnswer references(URI from, String service) throws RemoteException {
    URI at = from;
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      HttpRequest.Builder request = request(at, REFERENCES + "?service=" + service).GET();
      HttpAnswer answer = send(request, UNREACHABLE, false);
      if (!answer.isRedirect()) {
        base = answer.status() == 200 ? at : base;
        return answer;
      }
      at = target(at, answer, REFERENCES);
    }
    throw refused("the remote redirects too often", null);
  }

  /**
   * Sends a request to a service.
   *
   * @param ifSent the failure if no answer follows a request that may have been sent
   * @param brief whether the whole answer must arrive within the timeout
   */
  HttpAnswer post(String service, BodyPublisher body, RemoteException.Kind ifSent, boolean brief)
      throws RemoteException {
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      URI at = base;
      HttpAnswer answer = send(post(at, service, body), ifSent, brief);
      if (answer.isRedirect()) {
        base = target(at, answer, "/" + service);
      } else if (answer.status() != 404 || !isElsewhere(at, service)) {
        return answer;
      } else {
        answer.close();
      }
    }
    throw refused("the remote redirects too often", null);
  }

  private HttpRequest.Builder post(URI at, String service, BodyPublisher body) {
    return request(at, "/" + service)
        .header("Content-Type", "application/x-" + service + "-request")
        .header("Accept", "application/x-" + service + "-result")
        .header("Git-Protocol", "version=2")
        .POST(body);
  }

  /** Some servers redirect only requests for references, and answer a POST with 404. */
  private boolean isElsewhere(URI at, String service) throws RemoteException {
    try (HttpAnswer answer = references(service)) {
      return answer.status() == 200 && !base.equals(at);
    }
  }

  /** Returns the URL of the repository that a redirect leads to. */
  private URI target(URI from, HttpAnswer answer, String suffix) throws RemoteException {
    answer.close();
    URI to;
    try {
      to = from.resolve(answer.location().orElse(""));
    } catch (IllegalArgumentException malformed) {
      throw refused("the remote redirects to what is no URL", null);
    }
    if (to.getHost() == null || !String.valueOf(to.getScheme()).matches("(?i)https?")) {
      throw refused("the remote redirects to what is no HTTP URL", null);
    }
    Origin origin = Origin.of(to);
    if (!Origin.of(from).trusts(origin)) {
      throw refused(
          "the remote redirects to "
              + origin
              + ", which does not get the credentials; if the"
              + " repository has moved there, set GIT_REPO_URL to it",
          null);
    }
    String path = String.valueOf(to.getRawPath());
    if (!path.endsWith(suffix)) {
      throw refused("the remote redirects to what is no Git repository, as a page to log in", null);
    }
    return URI.create(origin + path.substring(0, path.length() - suffix.length()));
  }

  private HttpRequest.Builder request(URI at, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(at + path)).header("User-Agent", "git/version-service");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpAnswer send(HttpRequest.Builder builder, RemoteException.Kind ifSent, boolean brief)
      throws RemoteException {
    IdleTimeout idle = new IdleTimeout(steady, timeout);
    HttpRequest plain = builder.build();
    HttpRequest request =
        plain
            .bodyPublisher()
            .map(body -> builder.POST(new WatchedBody(body, idle)).build())
            .orElse(plain);
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request, head -> new StreamedBody(idle, brief));
    try {
      return new HttpAnswer(await(answer, idle));
    } catch (ExecutionException failed) {
      throw failure(failed.getCause(), ifSent);
    } catch (TimeoutException tooLate) {
      answer.cancel(true);
      throw new RemoteException(ifSent, "the remote did not answer in time", tooLate);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw new RemoteException(ifSent, "interrupted", interrupted);
    }
  }

  private static <T> T await(CompletableFuture<T> answer, IdleTimeout idle)
      throws ExecutionException, InterruptedException, TimeoutException {
    while (true) {
      try {
        return answer.get(Math.max(0, idle.remaining().toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException silent) {
        if (idle.remaining().isNegative() || idle.remaining().isZero()) {
          throw silent;
        }
      }
    }
  }

  private static RemoteException failure(@Nullable Throwable cause, RemoteException.Kind ifSent) {
    return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
        ? new RemoteException(UNREACHABLE, "no connection to the remote", cause)
        : new RemoteException(ifSent, "the connection to the remote failed", cause);
  }

  private static String basic(PasswordAuthentication user) {
    String pair = user.getUserName() + ":" + new String(user.getPassword());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
