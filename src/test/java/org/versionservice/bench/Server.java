package org.versionservice.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A process that serves HTTP on loopback. */
final class Server implements AutoCloseable {

  private final Process process;
  private final int port;

  private Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts a process and waits until it answers 200.
   *
   * @param probe the target that it answers once it is ready
   */
  static Server start(
      List<String> command, Map<String, String> environment, int port, String probe, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    File file = log.toFile();
    Process process = builder.redirectErrorStream(true).redirectOutput(file).start();
    Server server = new Server(process, port);
    Awaitility.await(command.get(0))
        .atMost(Duration.ofMinutes(2))
        .failFast(() -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> server.ask(probe) >= 0);
    return server;
  }

  int port() {
    return port;
  }

  private int ask(String target) throws IOException {
    try (PersistentConnection once =
        new PersistentConnection(port, () -> PersistentConnection.bare("GET", target))) {
      return once.call();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
