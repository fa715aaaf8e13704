package org.versionservice.proof;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;

/** Generates random requests: mostly the next patch of an app that many clients use. */
final class RandomRequests {

  private static final int APPS = 40;
  private static final int APPS_OF_A_PROJECT = 2;
  private static final double WITH_KEY = 0.9;
  private static final SeenVersion FIRST = SeenVersion.parse("1.0.0");

  private record Reserved(ApplicationId app, SeenVersion version) {}

  private final Map<ApplicationId, SeenVersion> highest = new ConcurrentHashMap<>();
  private final Queue<Reserved> reserved = new ConcurrentLinkedQueue<>();
  private final AtomicLong drawn = new AtomicLong();
  private final String name;

  /**
   * @param name the begin of all projects, apps and keys
   */
  RandomRequests(String name) {
    this.name = name;
  }

  /** Returns a random request. Thread-safe, with a generator for each thread. */
  ChangeRequest draw(RandomGenerator random) {
    ApplicationId app = app(popular(random));
    Optional<IdempotencyKey> key =
        random.nextDouble() < WITH_KEY
            ? Optional.of(new IdempotencyKey(name + "-key-" + drawn.incrementAndGet()))
            : Optional.empty();
    double kind = random.nextDouble();
    if (kind < 0.04) {
      return ChangeRequest.delete(app, key);
    } else if (kind < 0.12) {
      return ChangeRequest.set(app, above(highest.getOrDefault(app, FIRST), random), key);
    }
    if (kind < 0.2) {
      return ChangeRequest.reserve(app, level(random), key);
    } else if (kind < 0.26) {
      Reserved settled = reserved.poll();
      return settled == null
          ? ChangeRequest.reserve(app, level(random), key)
          : ChangeRequest.settle(settled.app(), settled.version(), random.nextInt(3) > 0, key);
    }
    return kind < 0.4
        ? lineIncrement(app, key, random)
        : ChangeRequest.increment(app, level(random), key);
  }

  private static ChangeRequest lineIncrement(
      ApplicationId app, Optional<IdempotencyKey> key, RandomGenerator random) {
    boolean major = random.nextInt(3) == 0;
    Increment.Level level =
        major && random.nextInt(4) == 0 ? Increment.Level.MINOR : Increment.Level.PATCH;
    return ChangeRequest.increment(app, level, SeenLine.parse(major ? "1" : "1.0"), key);
  }

  private ApplicationId app(int number) {
    return new ApplicationId(name + number / APPS_OF_A_PROJECT + "-app" + number);
  }

  /** Records a version that a client saw, so that most sets are above it. */
  void seen(ApplicationId app, SeenVersion version) {
    highest.merge(app, version, (one, other) -> one.compareTo(other) < 0 ? other : one);
  }

  /** Records a reservation, which one later request settles. */
  void reserved(ApplicationId app, SeenVersion version) {
    reserved.add(new Reserved(app, version));
  }

  /** Returns low numbers more often: the square of a uniform distribution. */
  private static int popular(RandomGenerator random) {
    double even = random.nextDouble();
    return (int) (APPS * even * even);
  }

  private static Increment.Level level(RandomGenerator random) {
    double level = random.nextDouble();
    return level < 0.02
        ? Increment.Level.MAJOR
        : level < 0.1 ? Increment.Level.MINOR : Increment.Level.PATCH;
  }

  private static SeenVersion above(SeenVersion version, RandomGenerator random) {
    BigInteger minor = version.numbers().get(1).add(BigInteger.ONE);
    BigInteger patch = BigInteger.valueOf(random.nextInt(10));
    return new SeenVersion(List.of(version.numbers().get(0), minor, patch), List.of());
  }
}
