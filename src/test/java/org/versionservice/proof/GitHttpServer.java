package org.versionservice.proof;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A real Git remote on loopback: {@code git http-backend} behind HTTP with basic authentication.
 */
public final class GitHttpServer implements AutoCloseable {

  public static final String USERNAME = "ci";
  public static final String TOKEN = "s3cret-token";

  private static final int BACKLOG = 1024;

  static {
    // The server's class reads it when loaded: without it small answers wait 40 ms for an ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("jdk.lang.Process.launchMechanism", "VFORK");
  }

  private final Path directory;
  private final HttpBackend backend;
  private final HttpServer server;
  private final ExecutorService threads;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong pushes = new AtomicLong();
  private final AtomicInteger pushesNow = new AtomicInteger();
  private final AtomicInteger mostPushesAtOnce = new AtomicInteger();
  private final List<Duration> pushTimes = new CopyOnWriteArrayList<>();
  private final List<Long> pushStarts = new CopyOnWriteArrayList<>();
  private final AtomicInteger pushesTooLarge = new AtomicInteger();
  private volatile long largestPush = Long.MAX_VALUE;
  private volatile Duration pushDelay = Duration.ZERO;
  private volatile String token = TOKEN;
  private volatile Redirect redirect = new Redirect("no such path", "", Set.of());
  private volatile Redirect pushReferences = redirect;
  private int failures;
  private int failureStatus;

  /**
   * A redirect of a moved path.
   *
   * @param from the prefix of the request's path
   * @param to its replacement in the redirect; a path or a URL
   * @param ends the suffixes of redirected paths
   */
  private record Redirect(String from, String to, Set<String> ends) {}

  private GitHttpServer(Path directory, HttpServer server) {
    this.directory = directory;
    this.backend = new HttpBackend(directory);
    this.server = server;
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "git-http-server");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts a server of the repositories below a directory, on a free port. */
  public static GitHttpServer start(Path directory) {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      HttpServer http = HttpServer.create(new InetSocketAddress(loopback, 0), BACKLOG);
      GitHttpServer server = new GitHttpServer(directory, http);
      http.setExecutor(server.threads);
      http.createContext("/", server::serve).setAuthenticator(server.onlyOneUser());
      http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BasicAuthenticator onlyOneUser() {
    return new BasicAuthenticator("git") {
      @Override
      public boolean checkCredentials(String username, String password) {
        return username.equals(USERNAME) && password.equals(token);
      }
    };
  }

  /** Creates a repository without commits. */
  public BareRepository create(String name, String headBranch) {
    return BareRepository.create(directory.resolve(name + ".git"), headBranch);
  }

  /** Returns a repository that was created. */
  public BareRepository repository(String name) {
    return BareRepository.at(directory.resolve(name + ".git"));
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Returns a repository's URL without credentials. */
  public String url(String name) {
    return "http://127.0.0.1:" + port() + "/" + name + ".git";
  }

  /** Returns the number of requests with valid credentials so far, served or not. */
  public long requests() {
    return requests.get();
  }

  /** Returns the number of pushes so far: requests that contain commits. */
  public long pushes() {
    return pushes.get();
  }

  /** Returns the maximum number of concurrent pushes. */
  public int mostPushesAtOnce() {
    return mostPushesAtOnce.get();
  }

  /** Returns the time of each push, accepted or not, in the order of their ends. */
  public List<Duration> pushTimes() {
    return List.copyOf(pushTimes);
  }

  /** Returns the times between the arrival of each push, accepted or not, and of the next one. */
  public List<Duration> pushIntervals() {
    List<Long> starts = List.copyOf(pushStarts);
    return IntStream.range(1, starts.size())
        .mapToObj(i -> Duration.ofNanos(starts.get(i) - starts.get(i - 1)))
        .toList();
  }

  /** Delays each push before it is served. */
  public void delayPushes(Duration delay) {
    pushDelay = delay;
  }

  /** Answers larger pushes with 413, as a proxy in front of a server does. */
  public void limitPushes(long bytes) {
    largestPush = bytes;
  }

  /** Returns the number of pushes over the limit. */
  public int pushesTooLarge() {
    return pushesTooLarge.get();
  }

  /** Replaces the user's token, {@link #TOKEN} at first. */
  public void changeToken(String next) {
    token = next;
  }

  /** Answers the next requests with an HTTP status instead of serving them. */
  public synchronized void failNext(int count, int status) {
    failures = count;
    failureStatus = status;
  }

  /** Answers all requests with an HTTP status, until {@link #recover}. */
  public void failAll(int status) {
    failNext(Integer.MAX_VALUE, status);
  }

  /** Serves again. */
  public void recover() {
    failNext(0, 200);
  }

  /**
   * Answers paths below another one with 301, if they have one of the suffixes.
   *
   * @param from for example {@code /old.git}
   * @param to for example {@code /new.git}, or a URL of another server
   */
  public void redirect(String from, String to, String... ends) {
    redirect = new Redirect(from, to, Set.of(ends));
    pushReferences = redirect;
  }

  /** Answers the request for references before a push with 301. */
  public void redirectPushReferences(String from, String to) {
    pushReferences = new Redirect(from, to, Set.of("/info/refs"));
  }

  private boolean redirects(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getRawQuery();
    Redirect rule = "service=git-receive-pack".equals(query) ? pushReferences : redirect;
    if (!path.startsWith(rule.from() + "/") || rule.ends().stream().noneMatch(path::endsWith)) {
      return false;
    }
    exchange.getRequestBody().readAllBytes();
    String rest = path.substring(rule.from().length()) + (query == null ? "" : "?" + query);
    exchange.getResponseHeaders().set("Location", rule.to() + rest);
    exchange.sendResponseHeaders(301, -1);
    return true;
  }

  private synchronized boolean fails() {
    if (failures > 0) {
      failures--;
      return true;
    }
    return false;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      if (redirects(exchange)) {
        return;
      }
      boolean push = exchange.getRequestURI().getPath().endsWith("/git-receive-pack");
      long start = System.nanoTime();
      if (push) {
        pushStarts.add(start);
        pushes.incrementAndGet();
      }
      if (fails()) {
        fail(exchange);
      } else {
        if (push) {
          servePush(exchange);
          pushTimes.add(Duration.ofNanos(System.nanoTime() - start));
        } else {
          backend.serve(exchange);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void servePush(HttpExchange exchange) throws IOException, InterruptedException {
    mostPushesAtOnce.accumulateAndGet(pushesNow.incrementAndGet(), Math::max);
    try {
      Thread.sleep(pushDelay.toMillis());
      if (!isTooLarge(exchange)) {
        backend.serve(exchange);
      }
    } finally {
      pushesNow.decrementAndGet();
    }
  }

  /** Answers a request like a proxy that accepts only small bodies. */
  private boolean isTooLarge(HttpExchange exchange) throws IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length == null || Long.parseLong(length) <= largestPush) {
      return false;
    }
    pushesTooLarge.incrementAndGet();
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(413, -1);
    return true;
  }

  private void fail(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    if (failureStatus == 401) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
    }
    exchange.sendResponseHeaders(failureStatus, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
