package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The service as its users run it: the WAR in a process of its own, on a free port. */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String WAR =
      System.getProperty("version-service.war", "target/version-service.war");

  private final Process process;
  private final Path log;
  private final String url;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServiceProcess(Process process, Path log, String url) {
    this.process = process;
    this.log = log;
    this.url = url;
  }

  /**
   * Starts it; does not wait.
   *
   * @param log gets all that it prints
   */
  public static ServiceProcess start(Map<String, String> settings, Path log) {
    return start(settings, log, freePort());
  }

  /** Starts it on a port; does not wait. */
  public static ServiceProcess start(Map<String, String> settings, Path log, int port) {
    return start(settings, log, port, WAR);
  }

  /**
   * Starts it on a Payara Micro with the files of {@code server-config}; does not wait. All that
   * the server logs by itself is printed.
   *
   * @param log gets all that it prints
   */
  public static ServiceProcess startOnMicro(Map<String, String> settings, Path log) {
    int port = freePort();
    return start(
        settings,
        log,
        port,
        System.getProperty("payara.microJar", "target/payara-micro.jar"),
        "--nohazelcast",
        "--disablephonehome",
        "--prebootcommandfile",
        System.getProperty("version-service.micro", "server-config/micro") + "/pre-boot.asadmin",
        "--postdeploycommandfile",
        System.getProperty("version-service.micro", "server-config/micro") + "/post-deploy.asadmin",
        "--port",
        Integer.toString(port),
        "--deploy",
        WAR);
  }

  private static ServiceProcess start(
      Map<String, String> settings, Path log, int port, String jar, String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java, "-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar);
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(settings);
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return new ServiceProcess(builder.start(), log, "http://127.0.0.1:" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says that it is ready. */
  public ServiceProcess awaitReady() {
    return awaitPrinted("ready at " + url);
  }

  /** Waits until it answers that it is ready, for one that does not say so. */
  public ServiceProcess awaitHealthy() {
    Awaitility.await("ready")
        .atMost(PATIENCE)
        .failFast(() -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> get("/health/ready").statusCode() == 200);
    return this;
  }

  /** Waits until it has printed a text. */
  public ServiceProcess awaitPrinted(String text) {
    Awaitility.await(text)
        .atMost(PATIENCE)
        .failFast(() -> !process.isAlive() && !printed().contains(text))
        .until(() -> printed().contains(text));
    return this;
  }

  /** All that it printed so far. */
  public String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the operating system calls it. */
  public long pid() {
    return process.pid();
  }

  public String url() {
    return url;
  }

  /** Asks for the bare version, as a shell does. */
  public HttpResponse<String> text(String method, String path) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept", "text/plain"));
  }

  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)));
  }

  public HttpResponse<String> delete(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).DELETE());
  }

  /**
   * Sends a request of any kind.
   *
   * @param body none if it is empty
   * @param headers names and values in turn
   */
  public HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as Ctrl-C or {@code kill -9} do. */
  public int signal(String name) {
    try {
      new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid())))
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return awaitExit();
  }

  /** Waits for its end, and tells its status. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the service does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }
}
