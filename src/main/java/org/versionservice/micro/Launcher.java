package org.versionservice.micro;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
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
 * Runs the service on the Payara Micro that lies beside the WAR, on the loopback interface only.
 *
 * <p>{@code HTTP_PORT} is where it listens, 8080 unless set. The process ends with status 0 when it
 * is asked to by SIGINT or SIGTERM, and with 1 if it cannot start.
 */
public final class Launcher {

  /** Whoever tries the service out needs no token; it listens on the loopback interface only. */
  private static final String AUTH = "VERSIONS_AUTH";

  private static final String ADDRESS = "127.0.0.1";
  private static final String LISTENER =
      "configs.config.server-config.network-config.network-listeners.network-listener.http-listener";

  private static final String PROTOCOL =
      "configs.config.server-config.network-config.protocols.protocol.http-listener";

  /**
   * As {@code server-config} has them. Methods are answered by the application, TRACE too: the
   * server's own answer has no body. Signed tokens of many groups do not fit into the usual 8 KB of
   * headers.
   */
  private static final List<String> HTTP =
      List.of(
          "trace-enabled=true",
          "header-buffer-length-bytes=16384",
          "max-request-headers=100",
          "server-header=false",
          "xpowered-by=false");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final PrintStream out;
  private final int port;

  private Launcher(PrintStream out, int port) {
    this.out = out;
    this.port = port;
  }

  /** Starts the service and returns; the server's threads keep the process alive. */
  public static void main(String... arguments)
      throws IOException, URISyntaxException, InterruptedException {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), signal -> System.exit(0));
    }
    String port = System.getenv().getOrDefault("HTTP_PORT", "8080");
    boolean ready = new Launcher(System.out, Integer.parseInt(port)).start();
    if (!ready) {
      System.exit(1);
    }
  }

  private boolean start() throws IOException, URISyntaxException, InterruptedException {
    File war = new File(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (System.getenv(AUTH) == null && System.getProperty(AUTH) == null) {
      System.setProperty(AUTH, "none");
      out.println("Version Service: anybody on this machine has access (VERSIONS_AUTH=none)");
    }
    out.println("Version Service: starting Payara Micro, which takes about ten seconds ...");
    // Jars inside a jar are no multi-release jars, and Yasson without its part for Java 16 does not
    // see that records have members.
    PayaraMicro.unpackJars();
    try {
      PayaraMicro.getInstance()
          .setNoHazelcast(true)
          .setPrintLogo(false)
          .setHttpPort(port)
          .setLogPropertiesFile(logging().toFile())
          .setPreBootHandler(
              commands -> {
                commands.run("set", LISTENER + ".address=" + ADDRESS);
                for (String setting : HTTP) {
                  commands.run("set", PROTOCOL + ".http." + setting);
                }
              })
          .addDeploymentFile(war)
          .bootStrap();
      return isReady();
    } catch (BootstrapException failure) {
      out.println("Version Service: not started, " + failure.getMessage());
      return false;
    }
  }

  /** Tells whether the application runs, and says so once it has the versions. */
  private boolean isReady() throws InterruptedException {
    String url = "http://" + ADDRESS + ":" + port;
    HttpClient client = HttpClient.newHttpClient();
    if (!isDeployed(client, url)) {
      out.println("Version Service: not started");
      return false;
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
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

  /** Payara Micro goes on without an application that does not start, and answers 404 for it. */
  private static boolean isDeployed(HttpClient client, String url) throws InterruptedException {
    return get(client, url + "/")
        .flatMap(answer -> answer.headers().firstValue("Content-Type"))
        .filter(type -> type.startsWith("application/"))
        .isPresent();
  }

  private static Optional<HttpResponse<Void>> get(HttpClient client, String url)
      throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
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
