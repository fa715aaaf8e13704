package org.versionservice.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPortTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "8080", "65535"})
  void parse_port(String text) {
    assertThat(HttpPort.parse(text).map(HttpPort::number)).contains(Integer.valueOf(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "65536", "99999", "123456", "-1", "+1", "abc", " 8080", "80 80"})
  void parse_noPort(String text) {
    assertThat(HttpPort.parse(text)).isEmpty();
  }

  @Test
  void freeAndOpen_areWhatTheSystemSays() throws IOException {
    HttpPort port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = new HttpPort(socket.getLocalPort());
      assertThat(port.isFree()).isFalse();
      assertThat(port.isOpen()).isTrue();
    }
    assertThat(port.isFree()).isTrue();
    assertThat(port.isOpen()).isFalse();
    assertThat(HttpPort.anyFree().isFree()).isTrue();
  }

  /** Uses a port that outgoing connections do not get: a client could connect to itself. */
  @Test
  void isFree_takesNoConnection() {
    HttpPort port =
        IntStream.range(20_000, 30_000)
            .mapToObj(HttpPort::new)
            .filter(HttpPort::isFree)
            .findFirst()
            .orElseThrow();
    CompletableFuture<Void> looks =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 5_000; i++) {
                assertThat(port.isFree()).isTrue();
              }
            });
    int taken = 0;
    while (!looks.isDone()) {
      taken += port.isOpen() ? 1 : 0;
    }
    looks.join();
    assertThat(taken).isZero();
  }
}
