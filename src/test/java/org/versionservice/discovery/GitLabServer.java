package org.versionservice.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Simulates GitLab's list of a project's tags, with its faults. */
final class GitLabServer implements AutoCloseable {

  static final String TOKEN = "glpat-s3cret";

  private static final Pattern TARGET =
      Pattern.compile("/api/v4/projects/([^/]+)/repository/tags\\?(.*)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, List<String>> projects = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;
  private volatile boolean linksOnly;
  private volatile boolean tokens;
  private volatile Duration delay = Duration.ZERO;
  private volatile String garbage = "";
  private volatile boolean hanging;
  private final CountDownLatch closed = new CountDownLatch(1);

  GitLabServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v4";
  }

  void tag(String project, List<String> tags) {
    projects.put(project, tags);
  }

  /** Answers all further requests with a status. */
  void answerWith(int newStatus) {
    status = newStatus;
  }

  /** Names the next page only in the header Link. */
  void useLinks(boolean only) {
    linksOnly = only;
  }

  /** Names the next page by the last tag of this one on request, as newer servers do. */
  void useTokens() {
    tokens = true;
  }

  /** Delays each further page. */
  void takeFor(Duration time) {
    delay = time;
  }

  /** Answers with an invalid body; an empty text restores the valid one. */
  void answerWithGarbage(String body) {
    garbage = body;
  }

  /** Accepts further requests without answering. */
  void hang() {
    hanging = true;
  }

  int requests() {
    return requests.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      if (hanging || !delay.isZero()) {
        closed.await(hanging ? Long.MAX_VALUE : delay.toMillis(), TimeUnit.MILLISECONDS);
      }
      Matcher target = TARGET.matcher(exchange.getRequestURI().toString());
      List<String> tags = target.matches() ? projects.get(target.group(1)) : null;
      if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN"))) {
        send(exchange, 401, "{\"message\":\"401 Unauthorized\"}");
      } else if (status != 200) {
        exchange.getResponseHeaders().set("Location", baseUrl() + "/elsewhere");
        send(exchange, status, "{\"message\":\"no\"}");
      } else if (!garbage.isEmpty()) {
        send(exchange, 200, garbage);
      } else if (tags == null) {
        send(exchange, 404, "{\"message\":\"404 Project Not Found\"}");
      } else {
        sendPage(exchange, tags, page(tags, target.group(2)), number(target.group(2), "per_page"));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendPage(HttpExchange exchange, List<String> tags, int page, int perPage)
      throws IOException {
    int from = (page - 1) * perPage;
    int to = Math.min(tags.size(), from + perPage);
    boolean last = to == tags.size();
    if ((linksOnly || tokens) && !last) {
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "<"
                  + baseUrl()
                  + "/projects/7/repository/tags?"
                  + (tokens
                      ? "page_token=" + tags.get(to - 1).replace("/", "%2F")
                      : "page=" + (page + 1))
                  + "&per_page="
                  + perPage
                  + ">; rel=\"next\", <"
                  + baseUrl()
                  + "/x?page=1>; rel=\"first\"");
    } else if (!linksOnly && !tokens) {
      exchange.getResponseHeaders().set("X-Next-Page", last ? "" : Integer.toString(page + 1));
    }
    send(
        exchange,
        200,
        tags.subList(from, to).stream()
            .map(tag -> "{\"name\":\"" + tag + "\",\"message\":null,\"commit\":{\"id\":\"x\"}}")
            .toList()
            .toString());
  }

  /** Returns the number of the page that a query asks for. */
  private static int page(List<String> tags, String query) {
    Matcher token = Pattern.compile("pagination=keyset&.*page_token=([^&]+)").matcher(query);
    return token.find()
        ? (tags.indexOf(token.group(1).replace("%2F", "/")) + 1) / number(query, "per_page") + 1
        : number(query, "page");
  }

  private static int number(String query, String name) {
    Matcher number = Pattern.compile("(?:^|&)" + name + "=(\\d+)").matcher(query);
    return number.find() ? Integer.parseInt(number.group(1)) : 1;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
