package org.versionservice.storage.git.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

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
 * Sends the requests of Git's smart HTTP protocol to one repository.
 *
 * <p>The credentials go to the configured {@link Origin} only. A redirect within it is followed and
 * remembered, and a POST stays a POST; one that leads elsewhere is refused. A request fails once
 * nothing has moved for the time-out, in either direction; how long all of it takes is not bounded.
 */
final class GitHttpClient {

  private static final int MOST_REDIRECTS = 5;
  private static final String REFERENCES = "/info/refs";

  private final URI configured;
  private final Optional<String> authorization;
  private final Duration timeout;
  private final Clock clock;
  private final HttpClient http;
  private volatile URI base;

  /**
   * @param url of the repository, without credentials
   * @param clock never goes back
   */
  GitHttpClient(URI url, Optional<PasswordAuthentication> user, Duration timeout, Clock clock) {
    this.configured = withoutSlash(url);
    this.authorization = user.map(GitHttpClient::basic);
    this.timeout = timeout;
    this.clock = clock;
    this.base = configured;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Where the repository is, by all that was answered so far. */
  URI base() {
    return base;
  }

  /** Asks for the references that a service offers. */
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
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      HttpRequest.Builder request = request(at, REFERENCES + "?service=" + service).GET();
      HttpAnswer answer = send(request, RemoteException.Kind.UNREACHABLE, false);
      if (!answer.isRedirect()) {
        base = answer.status() == 200 ? at : base;
        return answer;
      }
      at = target(at, answer, REFERENCES);
    }
    throw refused("the remote redirects too often");
  }

  /**
   * Sends a request to a service.
   *
   * @param ifSent what is known if there is no answer after the request was sent
   * @param brief whether the whole answer has to come within the time-out
   */
  HttpAnswer post(String service, BodyPublisher body, RemoteException.Kind ifSent, boolean brief)
      throws RemoteException {
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
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
    throw refused("the remote redirects too often");
  }

  private HttpRequest.Builder post(URI at, String service, BodyPublisher body) {
    return request(at, "/" + service)
        .header("Content-Type", "application/x-" + service + "-request")
        .header("Accept", "application/x-" + service + "-result")
        .header("Git-Protocol", "version=2")
        .POST(body);
  }

  /** Some servers redirect only who asks for references, and know no POST at the old place. */
  private boolean isElsewhere(URI at, String service) throws RemoteException {
    try (HttpAnswer answer = references(service)) {
      return answer.status() == 200 && !base.equals(at);
    }
  }

  /** Where a redirect leads, without what stands behind the repository's own URL. */
  private URI target(URI from, HttpAnswer answer, String suffix) throws RemoteException {
    answer.close();
    URI to;
    try {
      to = from.resolve(answer.location().orElse(""));
    } catch (IllegalArgumentException malformed) {
      throw refused("the remote redirects to what is no URL");
    }
    if (to.getHost() == null || !String.valueOf(to.getScheme()).matches("(?i)https?")) {
      throw refused("the remote redirects to what is no HTTP URL");
    }
    Origin origin = Origin.of(to);
    if (!Origin.of(from).trusts(origin)) {
      throw refused(
          "the remote redirects to "
              + origin
              + ", which does not get the credentials; if the"
              + " repository has moved there, set GIT_REPO_URL to it");
    }
    String path = String.valueOf(to.getRawPath());
    if (!path.endsWith(suffix)) {
      throw refused("the remote redirects to what is no Git repository, as a page to log in");
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
    Silence silence = new Silence(clock, timeout);
    HttpRequest plain = builder.build();
    HttpRequest request =
        plain
            .bodyPublisher()
            .map(body -> builder.POST(new WatchedBody(body, silence)).build())
            .orElse(plain);
    CompletableFuture<HttpResponse<InputStream>> answer =
        http.sendAsync(request, head -> new StreamedBody(silence, brief));
    try {
      return new HttpAnswer(await(answer, silence));
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

  private static <T> T await(CompletableFuture<T> answer, Silence silence)
      throws ExecutionException, InterruptedException, TimeoutException {
    while (true) {
      try {
        return answer.get(Math.max(0, silence.left().toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException silentSinceTheLastLook) {
        if (silence.left().isNegative() || silence.left().isZero()) {
          throw silentSinceTheLastLook;
        }
      }
    }
  }

  private static RemoteException failure(@Nullable Throwable cause, RemoteException.Kind ifSent) {
    boolean sent =
        !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
    return new RemoteException(
        sent ? ifSent : RemoteException.Kind.UNREACHABLE,
        sent ? "the connection to the remote failed" : "no connection to the remote",
        cause);
  }

  private static RemoteException refused(String message) {
    return new RemoteException(RemoteException.Kind.REFUSED, message, null);
  }

  private static URI withoutSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
  }

  private static String basic(PasswordAuthentication user) {
    String pair = user.getUserName() + ":" + new String(user.getPassword());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
