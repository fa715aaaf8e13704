package org.versionservice.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.versionservice.proof.FreePort;
import org.versionservice.storage.Receipt;

/** A batch comes back without a signed answer, and the holder is left alone for some time. */
class HolderClientTest extends HolderFixture {

  @Test
  void write_withASignedAnswer_returnsAReceiptForEachChange() throws Exception {
    assertThat(client.takesChanges()).isTrue();
    List<Receipt> receipts = client.write(List.of(change(), change())).get(10, SECONDS);
    assertThat(receipts).containsExactly(HolderServer.RECEIPT, HolderServer.RECEIPT);
    assertThat(client.takesChanges()).isTrue();
  }

  static Stream<Arguments> wrongAnswers() {
    return Stream.of(
        wrong("421", false, answer -> status(answer, 421)),
        wrong("503", true, answer -> status(answer, 503)),
        wrong("404 of another server", true, answer -> status(answer, 404)),
        wrong("no signature", true, answer -> signed(answer.body(), Optional.empty())),
        wrong(
            "another key",
            true,
            answer ->
                signed(answer.body(), Optional.of("another secret, as long as the right one"))),
        wrong("garbage", true, answer -> signed("garbage", SECRET)),
        wrong("no receipts", true, answer -> signed("[{},{}]", SECRET)),
        wrong("no array", true, answer -> signed("{}", SECRET)),
        wrong("one receipt for two changes", true, HolderClientTest::first));
  }

  private static Arguments wrong(
      String name, boolean mayBeMade, UnaryOperator<HolderServer.Answer> answer) {
    return Arguments.of(name, mayBeMade, answer);
  }

  private static HolderServer.Answer status(HolderServer.Answer answer, int status) {
    return new HolderServer.Answer(status, answer.body(), answer.key());
  }

  private static HolderServer.Answer signed(String body, String key) {
    return signed(body.getBytes(UTF_8), Optional.of(key));
  }

  private static HolderServer.Answer signed(byte[] body, Optional<String> key) {
    return new HolderServer.Answer(200, body, key);
  }

  private static HolderServer.Answer first(HolderServer.Answer answer) {
    return signed(ReceiptJson.of(List.of(HolderServer.RECEIPT)), answer.key());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongAnswers")
  void write_withAnotherAnswer_returnsTheBatch_andPauses(
      String name, boolean mayBeMade, UnaryOperator<HolderServer.Answer> answer) {
    server.answer(answer);
    assertNotMade(client.write(List.of(change(), change())), mayBeMade);
    assertPause(SECOND);
  }

  @Test
  void write_toAPortThatRefuses_returnsTheBatch_andPauses() {
    holdAt(URI.create("http://127.0.0.1:" + FreePort.find()));
    assertNotMade(client.write(List.of(change())), false);
    assertPause(SECOND);
  }

  @Test
  void write_toAnUnknownHost_returnsTheBatch_andPauses() {
    holdAt(URI.create("http://unknown.invalid:8080"));
    assertNotMade(client.write(List.of(change())), false);
    assertPause(SECOND);
  }

  /** A full queue of connections leaves further ones without an answer. */
  @Test
  void write_toAHostThatDropsPackets_returnsTheBatch_andPauses() throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 4; i++) {
        SocketChannel connection = SocketChannel.open();
        connection.configureBlocking(false);
        connection.connect(full.getLocalSocketAddress());
        waiting.add(connection);
      }
      holdAt(URI.create("http://127.0.0.1:" + full.getLocalPort()));
      assertNotMade(client.write(List.of(change())), false);
      assertPause(SECOND);
    } finally {
      for (SocketChannel connection : waiting) {
        connection.close();
      }
    }
  }

  @Test
  void write_toAConnectionThatBreaks_returnsTheBatch_andPauses() throws Exception {
    try (ServerSocket breaking = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      holdAt(URI.create("http://127.0.0.1:" + breaking.getLocalPort()));
      CompletableFuture<List<Receipt>> batch = client.write(List.of(change()));
      try (Socket connection = breaking.accept()) {
        assertThat(connection.getInputStream().read()).isEqualTo('P');
      }
      assertNotMade(batch, true);
      assertPause(SECOND);
    }
  }

  @Test
  void pause_doubles_untilAChangeIsTaken() throws Exception {
    server.answer(answer -> status(answer, 503));
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      assertNotMade(client.write(List.of(change())), true);
      assertPause(Duration.ofSeconds(seconds));
    }
    server.answer(answer -> answer);
    client.write(List.of(change())).get(10, SECONDS);
    assertThat(client.takesChanges()).isTrue();
    server.answer(answer -> status(answer, 503));
    assertNotMade(client.write(List.of(change())), true);
    assertPause(SECOND);
  }

  /** Batches that were under way together are one failure. */
  @Test
  void pause_ofManyBatchesAtOnce_isTheFirstOne() {
    server.hold();
    List<CompletableFuture<List<Receipt>>> batches =
        Stream.generate(() -> client.write(List.of(change()))).limit(5).toList();
    Awaitility.await().until(() -> server.held() == 5);
    server.answer(answer -> status(answer, 503));
    server.release();
    batches.forEach(batch -> assertNotMade(batch, true));
    assertPause(SECOND);
  }

  @Test
  void pause_endsWithANewHolder_alsoOfTheSameUrl() {
    server.answer(answer -> status(answer, 503));
    assertNotMade(client.write(List.of(change())), true);
    assertThat(client.takesChanges()).isFalse();
    holdAt(server.url());
    assertThat(client.takesChanges()).isTrue();
  }
}
