package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
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

/** The WAR in a process of its own on a free port, run by {@code java -jar} as users do. */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private static final String WAR =
      System.getProperty("version-service.war", "target/version-service.war");

  /** One compiler, and a heap that needs few collections until the service is ready. */
  private static final List<String> FAST_START =
      List.of(
          "-Xmx400m",
          "-XX:+UseSerialGC",
          "-XX:NewRatio=1",
          "-XX:MetaspaceSize=128m",
          "-XX:TieredStopAtLevel=1");

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
   * Starts the service and returns at once.
   *
   * @param log the file of its output
   */
  public static ServiceProcess start(Map<String, String> settings, Path log) {
    return start(settings, log, FreePort.find());
  }

  /** Starts the service on a port and returns at once. */
  public static ServiceProcess start(Map<String, String> settings, Path log, int port) {
    return start(settings, log, port, WAR);
  }

  /**
   * Starts the service on a Payara Micro with the files of {@code server-config} and returns at
   * once. The output includes the server's log.
   *
   * @param log the file of its output
   */
  public static ServiceProcess startOnMicro(Map<String, String> settings, Path log) {
    int port = FreePort.find();
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
    ProcessBuilder builder = new ProcessBuilder(java);
    builder.command().addAll(FAST_START);
    builder.command().addAll(List.of("-jar", jar));
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

  /** Waits until the service prints that it is ready. */
  public ServiceProcess awaitReady() {
    return awaitPrinted("ready at " + url);
  }

  /** Waits until the health check is up, for a service that does not print it. */
  public ServiceProcess awaitHealthy() {
    Awaitility.await("ready")
        .atMost(TIMEOUT)
        .failFast(() -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> get("/health/ready").statusCode() == 200);
    return this;
  }

  /** Waits until the service has printed a text. */
  public ServiceProcess awaitPrinted(String text) {
    Awaitility.await(text)
        .atMost(TIMEOUT)
        .failFast(() -> !process.isAlive() && !printed().contains(text))
        .until(() -> printed().contains(text));
    return this;
  }

  /** Returns the output so far. */
  public String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the process id. */
  public long pid() {
    return process.pid();
  }

  public String url() {
    return url;
  }

  /** Sends a request for a text answer. */
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
   * Sends a request.
   *
   * @param body the body; none if empty
   * @param headers alternating names and values
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
      return client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Suspends the process: it accepts connections and never answers. */
  public void hang() {
    Signal.send("STOP", process.pid());
  }

  /** Resumes the process. */
  public void goOn() {
    Signal.send("CONT", process.pid());
  }

  /** Sends a signal, waits for the end and returns the exit status. */
  public int signal(String name) {
    Signal.send(name, process.pid());
    return awaitExit();
  }

  /** Waits for the end and returns the exit status. */
  public int awaitExit() {
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
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
