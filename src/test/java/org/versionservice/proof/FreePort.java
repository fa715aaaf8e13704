package org.versionservice.proof;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Finds ports on loopback that nobody uses. */
public final class FreePort {

  /** Linux and macOS lend higher ports to outgoing connections, also while a server restarts. */
  private static final int LOWEST = 12_000;

  private static final int COUNT = 20_000;

  private FreePort() {}

  /** Returns a port that nobody uses now. */
  public static int find() {
    Random random = new Random();
    while (true) {
      int port = LOWEST + random.nextInt(COUNT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one may be free.
      }
    }
  }
}
