package org.versionservice.replicas;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.Outcome;
import org.versionservice.version.Refusal;

/**
 * An HTTP server in the place of the lease's holder: it refuses each change, or answers wrongly.
 */
final class HolderServer implements AutoCloseable {

  /** The receipt of each change. */
  static final Receipt RECEIPT =
      new Receipt(
          new Outcome.Refused(Refusal.APP_NOT_FOUND), Optional.<CommitId>empty(), PushState.PUSHED);

  /** An answer, and the key of its signature; no key, no signature. */
  record Answer(int status, byte[] body, Optional<String> key) {}

  private final HttpServer server;
  private final String key;
  private final List<HttpExchange> held = new CopyOnWriteArrayList<>();
  private volatile UnaryOperator<Answer> change = answer -> answer;
  private volatile boolean holds;

  /**
   * @param key signs answers
   */
  HolderServer(String key) {
    this.key = key;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Changes the answers that follow. */
  void answer(UnaryOperator<Answer> by) {
    change = by;
  }

  /** Answers no request until {@link #release}. */
  void hold() {
    holds = true;
  }

  /** Returns the number of requests that are not answered. */
  int held() {
    return held.size();
  }

  void release() {
    holds = false;
    for (HttpExchange exchange : held) {
      try {
        answer(exchange);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    held.clear();
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (holds) {
      held.add(exchange);
    } else {
      answer(exchange);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    List<Change> changes = ChangeJson.parse(exchange.getRequestBody().readAllBytes());
    byte[] receipts = ReceiptJson.of(changes.stream().map(each -> RECEIPT).toList());
    Answer answer = change.apply(new Answer(200, receipts, Optional.of(key)));
    String signature = exchange.getRequestHeaders().getFirst(ReplicaRequest.SIGNATURE);
    answer
        .key()
        .map(MessageSigner::new)
        .map(signer -> ReplicaRequest.signatureOfAnswer(signer, signature, answer.body()))
        .ifPresent(signed -> exchange.getResponseHeaders().set(ReplicaRequest.SIGNATURE, signed));
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
