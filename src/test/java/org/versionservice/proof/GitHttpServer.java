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

/**
 * A Git remote on loopback that is as real as one can be: {@code git http-backend} behind HTTP with
 * basic authentication.
 */
public final class GitHttpServer implements AutoCloseable {

  public static final String USERNAME = "ci";
  public static final String TOKEN = "s3cret-token";

  private static final int BACKLOG = 1024;

  static {
    // Read when the server's class is loaded: without it small answers wait 40 ms for an ACK.
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
  private final AtomicInteger pushesTooLarge = new AtomicInteger();
  private volatile long largestPush = Long.MAX_VALUE;
  private volatile Duration pushDelay = Duration.ZERO;
  private volatile String token = TOKEN;
  private volatile Redirect redirect = new Redirect("no such path", "", Set.of());
  private volatile Redirect pushReferences = redirect;
  private int failures;
  private int failureStatus;

  /**
   * A place that something was moved from.
   *
   * @param from what the path of a request begins with
   * @param to what stands in its place in the redirect; a path or a URL
   * @param ends the ends of the paths that are redirected
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

  /** A running server of the repositories below a directory, on a free port. */
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

  /** Adds a repository without commits, whose HEAD names a branch. */
  public BareRepository create(String name, String headBranch) {
    return BareRepository.create(directory.resolve(name + ".git"), headBranch);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Where a repository is reached, without credentials. */
  public String url(String name) {
    return "http://127.0.0.1:" + port() + "/" + name + ".git";
  }

  /** How many requests with the right credentials came so far, be they served or not. */
  public long requests() {
    return requests.get();
  }

  /** How many pushes came so far: requests that carry commits. */
  public long pushes() {
    return pushes.get();
  }

  /** How many pushes were served at one time at most. */
  public int mostPushesAtOnce() {
    return mostPushesAtOnce.get();
  }

  /** How long each push took here, in the order of their ends, be they taken or not. */
  public List<Duration> pushTimes() {
    return List.copyOf(pushTimes);
  }

  /** Makes each push take longer, before anything is done for it. */
  public void delayPushes(Duration delay) {
    pushDelay = delay;
  }

  /** Answers larger pushes with 413, as a proxy in front of a server does. */
  public void limitPushes(long bytes) {
    largestPush = bytes;
  }

  /** How many pushes were larger than what is taken. */
  public int pushesTooLarge() {
    return pushesTooLarge.get();
  }

  /** Lets the user in with another token than {@link #TOKEN}, and no longer with the one before. */
  public void changeToken(String next) {
    token = next;
  }

  /** Answers the next requests with an HTTP status and serves none of them. */
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
   * Answers what is below a path by 301, if its own path ends in one of some ways.
   *
   * @param from as {@code /old.git}
   * @param to as {@code /new.git}, or with another server before it
   */
  public void redirect(String from, String to, String... ends) {
    redirect = new Redirect(from, to, Set.of(ends));
    pushReferences = redirect;
  }

  /** Answers who asks what a push may move by 301. */
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

  /** Answers a request as a proxy does that takes small bodies only. */
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
