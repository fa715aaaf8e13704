package org.versionservice.replicas;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.versionservice.service.CoalescedTask;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.redis.RedisChannel;
import org.versionservice.version.CommitId;
import org.versionservice.version.Outcome;

/**
 * Announces new commits to the other replicas, and fetches those that they announce, at most once a
 * second. A lost announcement is made up for by the next fetch of {@code GIT_FETCH_INTERVAL}.
 */
final class HeadAnnouncements implements AutoCloseable {

  static final Duration INTERVAL = Duration.ofSeconds(1);
  static final Duration LONGEST_SILENCE = RedisChannel.LONGEST_SILENCE;

  private final RedisChannel channel;
  private final Supplier<Optional<CommitId>> head;
  private final Runnable synchronise;
  private final CoalescedTask publish;
  private final AtomicBoolean heard = new AtomicBoolean();
  private volatile Optional<CommitId> newest = Optional.empty();

  /**
   * @param head returns the newest commit here
   * @param synchronise fetches
   * @param executor publishes, so that no change waits for Redis
   */
  HeadAnnouncements(
      RedisChannel channel,
      Supplier<Optional<CommitId>> head,
      Runnable synchronise,
      Executor executor) {
    this.channel = channel;
    this.head = head;
    this.synchronise = synchronise;
    publish =
        new CoalescedTask(
            "announcement of a commit",
            executor,
            () -> newest.ifPresent(commit -> channel.publish(commit.value())));
  }

  private static boolean isNews(Outcome outcome) {
    return outcome instanceof Outcome.Applied || outcome instanceof Outcome.Converted;
  }

  /** Announces the commits of a batch that the remote has. */
  void announce(List<Receipt> receipts) {
    Optional<CommitId> last =
        receipts.stream()
            .filter(receipt -> isNews(receipt.outcome()))
            .filter(receipt -> receipt.pushState() == PushState.PUSHED)
            .reduce((earlier, later) -> later)
            .flatMap(Receipt::commit);
    if (last.isPresent()) {
      newest = last;
      publish.request();
    }
  }

  /** Listens until the connection breaks or is silent for long. */
  Duration listen() {
    // Announcements of the time before may be lost.
    heard.set(true);
    channel.listen(
        commit -> {
          if (!head.get().map(CommitId::value).equals(Optional.of(commit))) {
            heard.set(true);
          }
        });
    return Duration.ZERO;
  }

  /** Fetches if a commit was announced. */
  Duration fetch() {
    if (heard.getAndSet(false)) {
      synchronise.run();
    }
    return INTERVAL;
  }

  @Override
  public void close() {
    channel.close();
  }
}
