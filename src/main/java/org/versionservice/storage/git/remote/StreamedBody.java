package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read as it arrives, so that its length does not matter. A read fails once
 * the connection was idle for too long. For one reader.
 */
final class StreamedBody extends InputStream implements BodySubscriber<InputStream> {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Received buffers; an empty list marks the end or a failure. */
  private record Part(List<ByteBuffer> buffers, @Nullable Throwable failure) {}

  private final IdleTimeout idle;
  private final boolean wholeInTime;
  private final BlockingQueue<Part> arrived = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private List<ByteBuffer> rest = List.of();
  private ByteBuffer current = NOTHING;
  private boolean ended;

  StreamedBody(IdleTimeout idle, boolean wholeInTime) {
    this.idle = idle;
    this.wholeInTime = wholeInTime;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription network) {
    idle.reset();
    subscription.complete(network);
    network.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    arrived.add(new Part(buffers, null));
  }

  @Override
  public void onError(Throwable failure) {
    arrived.add(new Part(List.of(), failure));
  }

  @Override
  public void onComplete() {
    arrived.add(new Part(List.of(), null));
  }

  @Override
  public int read() throws IOException {
    return fill() ? current.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0 || !fill()) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, current.remaining());
    current.get(into, offset, count);
    return count;
  }

  /** Ensures that {@code current} has a byte; returns false at the end. */
  private boolean fill() throws IOException {
    while (!current.hasRemaining() && !ended) {
      if (rest.isEmpty()) {
        await();
      } else {
        current = rest.get(0);
        rest = rest.subList(1, rest.size());
      }
    }
    return current.hasRemaining();
  }

  private void await() throws IOException {
    Part part;
    try {
      part = arrived.poll(Math.max(0, idle.remaining().toNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading an answer");
    }
    if (part == null) {
      close();
      throw new SocketTimeoutException("the rest of an answer did not come in time");
    }
    if (part.failure() != null) {
      throw new IOException("an answer broke off", part.failure());
    }
    ended = part.buffers().isEmpty();
    rest = part.buffers();
    if (!wholeInTime) {
      idle.reset();
    }
    if (!ended) {
      subscription.join().request(1);
    }
  }

  /** Closes the connection, unless all was read. */
  @Override
  public void close() {
    if (!ended && subscription.isDone()) {
      subscription.join().cancel();
    }
  }
}
