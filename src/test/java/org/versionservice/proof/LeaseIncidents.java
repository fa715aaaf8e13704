package org.versionservice.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** Causes the incidents of replicas that share a writer lease; half of them at its holder. */
final class LeaseIncidents implements IncidentCause {

  /** More than twice the length of a lease. */
  private static final int LONGEST = 12_000;

  private static final int SHORTEST = 1_000;

  private final List<Node> nodes;
  private final List<TcpProxy> toRedis;
  private final List<TcpProxy> toReplica;
  private final RedisProcess redis;
  private final CountDownLatch over;
  private final Random random;
  private final Set<String> leases = new LinkedHashSet<>();

  /**
   * @param toRedis the network between each replica and Redis
   * @param toReplica the network between each replica and those that send it changes
   */
  LeaseIncidents(
      List<Node> nodes,
      List<TcpProxy> toRedis,
      List<TcpProxy> toReplica,
      RedisProcess redis,
      CountDownLatch over,
      Random random) {
    this.nodes = nodes;
    this.toRedis = toRedis;
    this.toReplica = toReplica;
    this.redis = redis;
    this.over = over;
    this.random = random;
  }

  @Override
  public boolean happen(Incident incident) throws InterruptedException {
    int victim = victim();
    switch (incident) {
      case SUSPENDED -> nodes.get(victim).suspend(this::pass);
      case REMOTE_OUT_OF_REACH -> nodes.get(victim).blip(duration());
      case REDIS_OUT_OF_REACH -> interrupt(toRedis.get(victim));
      case REPLICA_OUT_OF_REACH -> interrupt(toReplica.get(victim));
      case REDIS_KILLED -> {
        redis.kill();
        pass();
        redis.startAgain();
      }
      case REDIS_HUNG -> {
        redis.hang();
        pass();
        redis.goOn();
      }
      case REDIS_FLUSHED -> flush();
      case LEASE_RESTORED -> {
        return restoreLease();
      }
      case LEASE_OVERWRITTEN -> overwriteLease();
      default -> throw new IllegalArgumentException("not of a lease: " + incident);
    }
    return true;
  }

  private int victim() {
    Optional<String> lease = lease();
    lease.ifPresent(leases::add);
    int any = random.nextInt(nodes.size());
    return random.nextBoolean()
        ? any
        : IntStream.range(0, nodes.size())
            .filter(i -> lease.filter(value -> value.contains(mark(i))).isPresent())
            .findFirst()
            .orElse(any);
  }

  /** Returns the part of a lease that names its holder. */
  private String mark(int replica) {
    return ":" + toReplica.get(replica).port() + " ";
  }

  private Duration duration() {
    return Duration.ofMillis(SHORTEST + random.nextInt(LONGEST - SHORTEST));
  }

  private void pass() {
    try {
      boolean unused = over.await(duration().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  private void interrupt(TcpProxy network) {
    network.set(random.nextBoolean() ? TcpProxy.State.CUT : TcpProxy.State.HANGS);
    pass();
    network.set(TcpProxy.State.FLOWS);
  }

  private void flush() {
    try (Jedis client = redis.connect()) {
      client.flushAll();
    }
  }

  /** As after a failover to a copy that lags behind. */
  private boolean restoreLease() {
    Optional<String> now = lease();
    List<String> old = new ArrayList<>(leases);
    now.ifPresent(old::remove);
    if (old.isEmpty()) {
      return false;
    }
    write(old.get(random.nextInt(old.size())), SetParams.setParams().px(5_000));
    return true;
  }

  private void overwriteLease() {
    SetParams life = SetParams.setParams();
    write("somebody else's", random.nextBoolean() ? life : life.px(duration().toMillis()));
  }

  private Optional<String> lease() {
    try (Jedis client = redis.connect()) {
      return client.keys(ServiceCluster.LEASES).stream()
          .findFirst()
          .flatMap(key -> Optional.ofNullable(client.get(key)));
    }
  }

  private void write(String lease, SetParams life) {
    try (Jedis client = redis.connect()) {
      client.keys(ServiceCluster.LEASES).forEach(key -> client.set(key, lease, life));
    }
  }
}
