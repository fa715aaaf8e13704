package org.versionservice.micro;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * A TCP port on the loopback interface.
 *
 * @param number 1 to 65535
 */
record HttpPort(int number) {

  static final String ADDRESS = "127.0.0.1";

  private static final int MAX = 65_535;
  private static final Duration CONNECT = Duration.ofSeconds(2);

  static Optional<HttpPort> parse(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(text))
        .filter(number -> number > 0 && number <= MAX)
        .map(HttpPort::new);
  }

  static HttpPort anyFree() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new HttpPort(socket.getLocalPort());
    }
  }

  /**
   * Returns whether this process could listen on the port. It binds without listening: a client
   * that connects at that moment would otherwise lose its connection.
   */
  boolean isFree() {
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  boolean isOpen() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), number),
          Math.toIntExact(CONNECT.toMillis()));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  String url() {
    return "http://" + ADDRESS + ":" + number;
  }
}
