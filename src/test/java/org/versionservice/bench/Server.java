package org.versionservice.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A process that serves HTTP on loopback. */
final class Server implements AutoCloseable {

  /** The unit of {@code /proc}, the same on all Linux systems. */
  private static final double TICKS_PER_SECOND = 100;

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

  long pid() {
    return process.pid();
  }

  /** Returns the CPU time that the process used. */
  double cpuSeconds() throws IOException {
    return cpuSeconds(process.pid());
  }

  /** Returns the CPU time that this process and its ended children used. */
  static double ownCpuSeconds() throws IOException {
    return cpuSeconds(ProcessHandle.current().pid());
  }

  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // After the name: state, then 10 more, then the ticks of user and system, own and children's.
    return Arrays.stream(stat.substring(stat.lastIndexOf(')') + 2).split(" "))
            .skip(11)
            .limit(4)
            .mapToLong(Long::parseLong)
            .sum()
        / TICKS_PER_SECOND;
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
