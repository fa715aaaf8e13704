package org.versionservice.proof;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs Git's server of smart HTTP, the CGI program {@code git http-backend}.
 *
 * @see <a href="https://git-scm.com/docs/git-http-backend">git-http-backend</a>
 */
final class HttpBackend {

  private static final int SMALL_ANSWER = 64 * 1024;

  private final Path root;
  private final String program;

  /**
   * @param root the directory of the repositories
   */
  HttpBackend(Path root) {
    this.root = root;
    this.program = new GitCommand(root).run("--exec-path").get(0) + "/git-http-backend";
  }

  /** Serves one request. */
  void serve(HttpExchange exchange) throws IOException {
    Process cgi = start(exchange);
    feed(exchange.getRequestBody(), cgi.getOutputStream());
    try (InputStream output = cgi.getInputStream()) {
      answer(output, exchange);
    }
  }

  private Process start(HttpExchange exchange) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(program)
            .redirectError(
                ProcessBuilder.Redirect.appendTo(root.resolve("http-backend.log").toFile()));
    Map<String, String> environment = builder.environment();
    environment.putAll(GitCommand.ISOLATION);
    environment.put("GIT_PROJECT_ROOT", root.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("PATH_INFO", exchange.getRequestURI().getPath());
    environment.put("REMOTE_USER", exchange.getPrincipal().getUsername());
    environment.put("REMOTE_ADDR", exchange.getRemoteAddress().getAddress().getHostAddress());
    put(environment, "QUERY_STRING", exchange.getRequestURI().getRawQuery());
    put(environment, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
    put(
        environment,
        "HTTP_CONTENT_ENCODING",
        exchange.getRequestHeaders().getFirst("Content-Encoding"));
    put(environment, "GIT_PROTOCOL", exchange.getRequestHeaders().getFirst("Git-Protocol"));
    return builder.start();
  }

  private static void put(Map<String, String> environment, String name, @Nullable String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }

  /** Passes the body without a CONTENT_LENGTH, so that Git reads the pipe to its end. */
  private static void feed(InputStream body, OutputStream input) {
    try (input) {
      body.transferTo(input);
    } catch (IOException stoppedReading) {
      // Either side may end early; the program's output is the answer.
    }
  }

  private static void answer(InputStream output, HttpExchange exchange) throws IOException {
    int status = 200;
    boolean any = false;
    for (String line = line(output); !line.isEmpty(); line = line(output)) {
      any = true;
      String[] field = line.split(": *", 2);
      if (field[0].equalsIgnoreCase("Status")) {
        status = Integer.parseInt(field[1].substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(field[0], field[1]);
      }
    }
    byte[] start = output.readNBytes(SMALL_ANSWER);
    boolean complete = start.length < SMALL_ANSWER;
    exchange.sendResponseHeaders(
        any ? status : 500, !complete ? 0 : start.length == 0 ? -1 : start.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(start);
      output.transferTo(body);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }
}
