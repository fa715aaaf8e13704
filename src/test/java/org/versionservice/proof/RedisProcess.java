package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server in a process of its own on loopback, which can be killed, suspended and
 * restarted on its port. It stores nothing on disk by default.
 */
public final class RedisProcess implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Path directory;
  private final int port;
  private final String scheme;
  private final List<String> command;
  private Process process;

  private RedisProcess(Path directory, int port, String scheme, List<String> options) {
    this.directory = directory;
    this.port = port;
    this.scheme = scheme;
    this.command = new ArrayList<>();
    command.add(program(directory).toString());
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", directory.toString()));
    command.addAll(options);
    this.process = run();
  }

  /**
   * Starts a server on a free port and waits until it answers.
   *
   * @param directory the directory of its program, log and data
   * @param options the options of its command line, such as {@code --requirepass x}
   */
  public static RedisProcess start(Path directory, String... options) {
    int port = FreePort.find();
    List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port)));
    all.addAll(List.of(options));
    return new RedisProcess(directory, port, "redis", all).awaitUp();
  }

  /** Starts a server that accepts only TLS, with the given certificate. */
  public static RedisProcess startEncrypted(Path directory, Path certificate, Path key) {
    int port = FreePort.find();
    List<String> options = new ArrayList<>(List.of("--port", "0"));
    options.addAll(List.of("--tls-port", Integer.toString(port), "--tls-auth-clients", "no"));
    options.addAll(List.of("--tls-cert-file", certificate.toString()));
    options.addAll(List.of("--tls-ca-cert-file", certificate.toString()));
    options.addAll(List.of("--tls-key-file", key.toString()));
    return new RedisProcess(directory, port, "rediss", options).awaitUp();
  }

  private static Path program(Path directory) {
    try {
      return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process run() {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return directory.resolve("redis-" + port + ".log");
  }

  /** Accepts any answer, because a server that requires a password or TLS is also up. */
  private RedisProcess awaitUp() {
    Awaitility.await("Redis")
        .atMost(TIMEOUT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .failFast(() -> !process.isAlive())
        .until(() -> Files.readString(log()).contains("Ready to accept connections"));
    return this;
  }

  public int port() {
    return port;
  }

  /** Returns its URL. */
  public String url() {
    return scheme + "://127.0.0.1:" + port;
  }

  /** Opens a connection for direct reads and changes. */
  public Jedis connect() {
    return new Jedis("127.0.0.1", port);
  }

  /** Kills the server; unsaved data is lost. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Restarts the server on its port. */
  public void startAgain() {
    kill();
    try {
      Files.deleteIfExists(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = run();
    awaitUp();
  }

  /** Suspends the server: it accepts connections and never answers. */
  public void hang() {
    Signal.send("STOP", process.pid());
  }

  /** Resumes the server. */
  public void goOn() {
    Signal.send("CONT", process.pid());
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("Redis does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
