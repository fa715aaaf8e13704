package org.versionservice.replicas;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.redis.RedisLease;

/**
 * The lease of the one replica that writes while the others hand it their changes.
 *
 * <p>Only speed depends on it: each push expects a commit of the remote, whoever holds the lease.
 * One thread calls {@link #keep}; all other methods are thread-safe.
 */
final class WriterLease {

  private static final System.Logger LOG = System.getLogger(WriterLease.class.getName());

  /** A holder that is gone is noticed after this time. */
  static final Duration LENGTH = Duration.ofSeconds(5);

  private static final Duration RENEWAL = LENGTH.dividedBy(3);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

  /** Another replica that can write takes a free lease within this time. */
  private static final Duration LONGEST_VACANCY = LOOK.multipliedBy(2);

  /** How long a replica that gave the lease up leaves it to others. */
  private static final Duration ABSTENTION = Duration.ofSeconds(30);

  /** A holder, until when it is known to hold the lease. */
  private record Known(Optional<LeaseHolder> holder, Instant until) {}

  private final ReplicaSettings settings;
  private final MessageSigner signer;
  private final RedisLease redis;
  private final BooleanSupplier fit;
  private final RandomGenerator random;
  private final Clock steady;
  private volatile LeaseHolder own;
  private Instant abstainsUntil = Instant.MIN;
  private boolean strange;
  private Optional<LeaseHolder> told = Optional.empty();
  private volatile Known known = new Known(Optional.empty(), Instant.MIN);
  private volatile boolean stopped;
  private volatile Runnable changed = () -> {};

  /**
   * @param fit whether this replica could write now
   */
  WriterLease(
      ReplicaSettings settings,
      MessageSigner signer,
      RedisLease redis,
      BooleanSupplier fit,
      RandomGenerator random,
      Clock steady) {
    this.settings = settings;
    this.signer = signer;
    this.redis = redis;
    this.fit = fit;
    this.random = random;
    this.steady = steady;
    own = LeaseHolder.of(settings, random);
  }

  /** Returns the signer of messages between the replicas that share the lease. */
  MessageSigner signer() {
    return signer;
  }

  /** Registers a listener for another holder, or none. */
  void onChange(Runnable listener) {
    changed = listener;
  }

  /** Returns who holds the lease now, as far as this replica knows. */
  Optional<LeaseHolder> holder() {
    Known now = known;
    return steady.instant().isBefore(now.until()) ? now.holder() : Optional.empty();
  }

  /** Returns the holder, if it is another replica; a former lease of this one is nobody's. */
  Optional<LeaseHolder> other() {
    return holder().filter(holder -> !holder.url().equals(settings.url()));
  }

  /** Returns whether this replica holds the lease by a token. */
  boolean isHeldBy(String token) {
    return isHeldHere() && MessageSigner.isSame(own.token(), token);
  }

  /** Returns whether this replica holds the lease. */
  boolean isHeldHere() {
    return holder().filter(own::equals).isPresent();
  }

  /**
   * Waits until this replica can write or knows who holds the lease, at most a second: a replica
   * that gave the lease up learns a little later who took it.
   */
  synchronized void awaitHolder() throws InterruptedException {
    Instant end = steady.instant().plus(LONGEST_VACANCY);
    Instant now = steady.instant();
    while (!stopped && now.isBefore(end) && holder().isEmpty() && !fit.getAsBoolean()) {
      wait(Math.max(1, Duration.between(now, end).toMillis()));
      now = steady.instant();
    }
  }

  /** Gives the lease up for good: this replica stops. */
  void stop() {
    stopped = true;
    giveUp();
  }

  /** Takes, renews, looks at or gives up the lease; returns the time until the next call. */
  Duration keep() {
    try {
      ask();
    } catch (StorageException silent) {
      // What is known about the lease holds until it ends.
      announce();
      throw silent;
    }
    announce();
    Duration left = Duration.between(steady.instant(), known.until()).plus(SHORTEST_PAUSE);
    Duration usual = isHeldHere() ? RENEWAL : LOOK;
    return left.compareTo(SHORTEST_PAUSE) > 0 ? Collections.min(List.of(left, usual)) : usual;
  }

  private void ask() {
    Instant asked = steady.instant();
    if (!stopped && fit.getAsBoolean() && !asked.isBefore(abstainsUntil)) {
      if (!isHeldHere()) {
        own = LeaseHolder.of(settings, random);
      }
      note(Optional.of(redis.claim(own.text(signer, settings.repository()), LENGTH)), asked);
      return;
    }
    if (isHeldHere()) {
      giveUp();
    }
    note(redis.find(), asked);
  }

  private void giveUp() {
    abstainsUntil = steady.instant().plus(ABSTENTION);
    known = new Known(Optional.empty(), Instant.MIN);
    try {
      redis.release(own.text(signer, settings.repository()));
    } catch (StorageException silent) {
      LOG.log(INFO, "the writer lease ends by itself: {0}", silent.getMessage());
    }
  }

  private void note(Optional<RedisLease.Held> held, Instant asked) {
    Optional<LeaseHolder> holder =
        held.flatMap(lease -> LeaseHolder.parse(lease.value(), signer, settings.repository()));
    boolean unsigned = held.isPresent() && holder.isEmpty();
    if (unsigned && !strange) {
      LOG.log(WARNING, "the writer lease in Redis is not signed with our key: nobody holds it");
    }
    strange = unsigned;
    known = new Known(holder, held.map(lease -> asked.plus(lease.left())).orElse(Instant.MIN));
  }

  private void announce() {
    synchronized (this) {
      notifyAll();
    }
    Optional<LeaseHolder> now = holder();
    if (now.equals(told)) {
      return;
    }
    told = now;
    LOG.log(INFO, "the writer lease: {0}", description());
    changed.run();
  }

  /** Returns who holds the lease, for people. */
  String description() {
    if (isHeldHere()) {
      return "held here";
    }
    return other().map(holder -> "held by " + holder.url()).orElse("held by nobody");
  }
}
