package org.versionservice.storage.git.remote;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Flow;

/** The body of a request, which resets the idle timeout with each part that the network takes. */
final class WatchedBody implements BodyPublisher {

  /** The bytes that the system may have taken and not yet sent. */
  private static final long MAX_UNSENT = 4L << 20;

  private static final long MIN_BYTES_PER_SECOND = 64L << 10;

  private final BodyPublisher body;
  private final IdleTimeout idle;

  WatchedBody(BodyPublisher body, IdleTimeout idle) {
    this.body = body;
    this.idle = idle;
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> network) {
    body.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            network.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer part) {
            idle.reset();
            network.onNext(part);
          }

          @Override
          public void onError(Throwable failure) {
            network.onError(failure);
          }

          @Override
          public void onComplete() {
            idle.reset(unsent());
            network.onComplete();
          }
        });
  }

  private Duration unsent() {
    return Duration.ofSeconds(Math.min(contentLength(), MAX_UNSENT) / MIN_BYTES_PER_SECOND);
  }
}
