package org.versionservice.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import fish.payara.micro.boot.AdminCommandRunner;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Runs the service on the Payara Micro beside the WAR, on the loopback interface only.
 *
 * <p>{@code HTTP_PORT} is its port, by default 8080, which opens once the application is deployed.
 * The process ends with status 0 after SIGINT or SIGTERM, and with 1 if it cannot start.
 */
public final class Launcher {

  /** By default no token is needed, because the service listens on the loopback interface only. */
  private static final String AUTH = "VERSIONS_AUTH";

  private static final String NOT_STARTED = "Version Service: not started, ";
  private static final String LISTENERS =
      "configs.config.server-config.network-config.network-listeners.network-listener.";

  private static final String LISTENER = LISTENERS + "http-listener.";

  /** The second listener of Payara Micro, here not encrypted and open only during the start. */
  private static final String START_LISTENER = LISTENERS + "https-listener.";

  private static final String PROTOCOL =
      "configs.config.server-config.network-config.protocols.protocol.http-listener";

  /**
   * The same as in {@code server-config}. The application answers all methods, also TRACE, because
   * the server's answer has no body. Signed tokens with many groups exceed the usual 8 KB of
   * headers.
   */
  private static final List<String> HTTP =
      List.of(
          "trace-enabled=true",
          "header-buffer-length-bytes=16384",
          "max-request-headers=100",
          "server-header=false",
          "xpowered-by=false");

  private static final String TRANSPORT =
      "configs.config.server-config.network-config.transports.transport.tcp.";

  /** Time limits for slow clients, and the maximum of bytes buffered for one that does not read. */
  private static final List<String> CLIENT_LIMITS =
      List.of(
          "read-timeout-millis=10000",
          "write-timeout-millis=10000",
          "socket-write-buffer-size=65536");

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final PrintStream out;
  private final HttpPort port;
  private Optional<AdminCommandRunner> commands = Optional.empty();

  private Launcher(PrintStream out, HttpPort port) {
    this.out = out;
    this.port = port;
  }

  /** Starts the service and returns; the server's threads keep the process alive. */
  public static void main(String... arguments)
      throws IOException, URISyntaxException, InterruptedException {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), signal -> System.exit(0));
    }
    String text = System.getenv().getOrDefault("HTTP_PORT", "8080");
    Optional<HttpPort> port = HttpPort.parse(text);
    PrintStream out = System.out;
    // The server prints a line for its developers when it stops; its log goes to System.err.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
    if (port.isEmpty()) {
      out.println(NOT_STARTED + "HTTP_PORT has to be a number from 1 to 65535");
    }
    if (port.isEmpty() || !new Launcher(out, port.get()).start()) {
      System.exit(1);
    }
  }

  private boolean start() throws IOException, URISyntaxException, InterruptedException {
    if (!port.isFree()) {
      return failed("port " + port.number() + " is in use; HTTP_PORT names another one");
    }
    File war = new File(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (System.getenv(AUTH) == null && System.getProperty(AUTH) == null) {
      System.setProperty(AUTH, "none");
      out.println("Version Service: anybody on this machine has access (VERSIONS_AUTH=none)");
    }
    out.println("Version Service: starting Payara Micro, which takes about ten seconds ...");
    // A jar inside a jar cannot be a multi-release jar, and without its classes for Java 16, Yasson
    // ignores the members of records.
    PayaraMicro.unpackJars();
    try {
      HttpPort hidden = HttpPort.anyFree();
      boot(war, hidden);
      return isDeployed(hidden) && open() && isReady();
    } catch (BootstrapException failure) {
      return failed(String.valueOf(failure.getMessage()));
    }
  }

  private boolean failed(String reason) {
    out.println(NOT_STARTED + reason);
    return false;
  }

  /** Starts the server and the application with the public port closed. */
  private void boot(File war, HttpPort hidden) throws IOException, BootstrapException {
    PayaraMicro.getInstance()
        .setNoHazelcast(true)
        .setPrintLogo(false)
        .setHttpPort(port.number())
        .setLogPropertiesFile(logging().toFile())
        .setPreBootHandler(
            runner -> {
              runner.run("set", LISTENER + "enabled=false");
              runner.run("set", LISTENER + "address=" + HttpPort.ADDRESS);
              runner.run("set", START_LISTENER + "protocol=http-listener");
              runner.run("set", START_LISTENER + "address=" + HttpPort.ADDRESS);
              runner.run("set", START_LISTENER + "port=" + hidden.number());
              for (String setting : HTTP) {
                runner.run("set", PROTOCOL + ".http." + setting);
              }
              for (String setting : CLIENT_LIMITS) {
                runner.run("set", TRANSPORT + setting);
              }
            })
        .setPostBootHandler(runner -> commands = Optional.of(runner))
        .addDeploymentFile(war)
        .bootStrap();
  }

  /**
   * Returns whether the application runs. Payara Micro keeps running if an application fails to
   * start, and answers 404. So this asks on a port that clients do not use.
   */
  private boolean isDeployed(HttpPort hidden) throws InterruptedException {
    set(START_LISTENER + "enabled=true");
    boolean deployed =
        get(HttpClient.newHttpClient(), hidden.url() + "/")
            .flatMap(answer -> answer.headers().firstValue("Content-Type"))
            .filter(type -> type.startsWith("application/"))
            .isPresent();
    set(START_LISTENER + "enabled=false");
    return deployed || failed("the application does not run");
  }

  /** Opens the port and checks it, because the server does not report a failure. */
  private boolean open() {
    set(LISTENER + "enabled=true");
    return port.isOpen() || failed("port " + port.number() + " cannot be opened");
  }

  private void set(String setting) {
    commands.ifPresent(runner -> runner.run("set", setting));
  }

  /** Waits until the registry is loaded, and prints a first command. */
  private boolean isReady() throws InterruptedException {
    String url = port.url();
    HttpClient client = HttpClient.newHttpClient();
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (get(client, url + "/health/ready").map(HttpResponse::statusCode).orElse(0) != 200) {
      if (System.nanoTime() > end) {
        out.println("Version Service: runs, not ready yet; why: " + url + "/health/ready");
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    out.println("Version Service: ready at " + url + ", Ctrl-C stops it. Try:");
    out.println();
    out.println("  curl -X POST " + url + "/version/1234-user-service/increment");
    out.println();
    return true;
  }

  private static Optional<HttpResponse<Void>> get(HttpClient client, String url)
      throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
      return Optional.of(client.send(request, BodyHandlers.discarding()));
    } catch (IOException unanswered) {
      return Optional.empty();
    }
  }

  private static Path logging() throws IOException {
    Path file = Files.createTempFile("version-service", ".properties");
    file.toFile().deleteOnExit();
    try (InputStream properties = Launcher.class.getResourceAsStream("logging.properties")) {
      if (properties != null) {
        Files.write(file, properties.readAllBytes());
      }
    }
    return file;
  }
}
