package org.versionservice.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A client that sends one byte of its body per second until it gets a response. */
final class SlowBodyClient implements AutoCloseable {

  private final SocketChannel connection;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> task;
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  /** Starts to request an increment. */
  SlowBodyClient(URI base, String app) throws IOException {
    connection =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), base.getPort()));
    String head =
        "POST /version/"
            + app
            + "/increment HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
    connection.write(ByteBuffer.wrap(head.getBytes(US_ASCII)));
    connection.configureBlocking(false);
    task = clock.scheduleAtFixedRate(this::sendByte, 1, 1, TimeUnit.SECONDS);
  }

  private void sendByte() {
    ByteBuffer some = ByteBuffer.allocate(4096);
    try {
      if (connection.read(some) != 0) {
        answer.complete(US_ASCII.decode(some.flip()).toString());
      } else {
        connection.write(ByteBuffer.wrap(new byte[] {' '}));
      }
    } catch (IOException broken) {
      answer.completeExceptionally(broken);
    }
  }

  /** Waits for the response, at most 20 s. */
  String answer() throws Exception {
    return answer.get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    task.cancel(false);
    clock.shutdown();
    connection.close();
  }
}
