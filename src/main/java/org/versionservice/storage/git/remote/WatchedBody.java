package org.versionservice.storage.git.remote;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Flow;

/** The body of a request, of which is noted whenever the network takes a part. */
final class WatchedBody implements BodyPublisher {

  /** What the system may have taken that is not sent yet, in bytes, and what a slow line sends. */
  private static final long MOST_UNSENT = 4L << 20;

  private static final long BYTES_PER_SECOND = 64L << 10;

  private final BodyPublisher body;
  private final Silence silence;

  WatchedBody(BodyPublisher body, Silence silence) {
    this.body = body;
    this.silence = silence;
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
            silence.broken();
            network.onNext(part);
          }

          @Override
          public void onError(Throwable failure) {
            network.onError(failure);
          }

          @Override
          public void onComplete() {
            silence.broken(unsent());
            network.onComplete();
          }
        });
  }

  private Duration unsent() {
    return Duration.ofSeconds(Math.min(contentLength(), MOST_UNSENT) / BYTES_PER_SECOND);
  }
}
