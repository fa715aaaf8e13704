package org.versionservice.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A domain of Payara Server on ports of its own, made and configured as {@code
 * server-config/server} tells administrators to.
 */
final class Domain implements AutoCloseable {

  static final String USER = "admin";
  static final String PASSWORD = "s3cret-of-the-console";

  private static final Path CONFIGURATION = Path.of("server-config", "server").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ADMIN = 48;
  private static final int HTTP = 80;
  private static final int JMX = 86;

  private final Path directory;
  private final int base = freeBase();
  private final Path asadmin =
      Path.of(System.getProperty("payara.server", "target/payara6"), "bin", "asadmin")
          .toAbsolutePath();
  private final Path passwords;

  private Domain(Path directory) throws IOException {
    this.directory = directory;
    asadmin.toFile().setExecutable(true);
    passwords =
        Files.writeString(directory.resolve("passwords"), "AS_ADMIN_PASSWORD=" + PASSWORD + '\n');
  }

  /** Makes a domain and starts it. */
  static Domain start(Path directory) throws IOException {
    Domain domain = new Domain(directory);
    domain.asadmin(
        "create-domain",
        "--portbase",
        Integer.toString(domain.base),
        "--savelogin=false",
        "--domaindir",
        directory.toString(),
        "versions");
    domain.asadmin(
        "start-domain",
        "--domaindir",
        directory.toString(),
        "--prebootcommandfile",
        CONFIGURATION.resolve("pre-boot.asadmin").toString(),
        "versions");
    return domain;
  }

  String url() {
    return "http://127.0.0.1:" + (base + HTTP);
  }

  String adminUrl() {
    return "http://127.0.0.1:" + (base + ADMIN);
  }

  String jmxUrl() {
    return "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + (base + JMX) + "/jmxrmi";
  }

  /** What the domain is configured to. */
  String configuration() throws IOException {
    return Files.readString(directory.resolve("versions").resolve("config").resolve("domain.xml"));
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("versions").resolve("logs").resolve("server.log"));
  }

  /** Runs a script of the configuration. */
  String script(String name, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("bash", CONFIGURATION.resolve(name).toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("ASADMIN", String.join(" ", administration()));
    builder.environment().put("PASSWORD_FILE", passwords.toString());
    return run(builder);
  }

  /** Runs an administration command. */
  String asadmin(String... arguments) {
    List<String> command = administration();
    command.addAll(List.of("--passwordfile", passwords.toString()));
    command.addAll(Arrays.asList(arguments));
    return run(new ProcessBuilder(command));
  }

  private List<String> administration() {
    return new ArrayList<>(
        List.of(asadmin.toString(), "--port", Integer.toString(base + ADMIN), "--user", USER));
  }

  private String run(ProcessBuilder builder) {
    try {
      Path output = Files.createTempFile(directory, "command", ".log");
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(builder.command() + ": " + Files.readString(output));
      }
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A hundred ports of which those are free that the domain listens on. */
  private static int freeBase() {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(200, 300) * 100;
      if (isFree(candidate + ADMIN) && isFree(candidate + HTTP) && isFree(candidate + JMX)) {
        return candidate;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  @Override
  public void close() {
    asadmin("stop-domain", "--domaindir", directory.toString(), "--force=true", "versions");
  }
}
