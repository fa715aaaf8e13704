package org.versionservice.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.RedisProcess;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Registry;
import redis.clients.jedis.Jedis;

/**
 * What the cache costs reads and gives them, side by side: without Redis, with one that has to be
 * asked, and with one that tells what changes. Takes about a minute.
 */
@Tag("bench")
class CacheBench {

  private static final int ROUNDS = 9;
  private static final int FRESHNESS_SAMPLES = 400;

  @TempDir Path directory;
  private RedisProcess server;
  private String askedUrl;

  @BeforeEach
  void start() {
    server = RedisProcess.start(directory);
    askedUrl = server.url().replace("//", "//asking:s3cret@");
    try (Jedis redis = server.connect()) {
      redis.aclSetUser("asking", "on", ">s3cret", "~*", "+@all", "-client");
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void rows() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add("| read | without Redis | asked before each | told (client-side caching) |");
    rows.add("|---|---|---|---|");
    for (int apps : new int[] {1_000, 10_000}) {
      rows.addAll(reads(apps));
    }
    rows.add("");
    rows.add("| freshness across two replicas | p50 ms | p99 ms | worst ms |");
    rows.add("|---|---|---|---|");
    rows.add(freshness("told", server.url()));
    rows.add(freshness("asked", askedUrl));
    rows.add("");
    rows.add("| read while Redis hangs | first one ms | worst of 1,000 behind it ms |");
    rows.add("|---|---|---|");
    rows.add(hanging("told", server.url()));
    rows.add(hanging("asked", askedUrl));
    rows.forEach(System.out::println);
    Files.write(Path.of("target", "bench-cache.md"), rows);
  }

  private List<String> reads(int apps) {
    flush();
    RepositoryStub repository = repository(apps);
    FetchedTruth truth = new FetchedTruth();
    truth.fetch(repository);
    CacheOverlay alone = new CacheOverlay(truth);
    ApplicationId app = new ApplicationId("1-app" + apps / 2);
    try (CachingReplica asked = replica(repository, askedUrl);
        CachingReplica told = replica(repository, server.url());
        Jedis redis = server.connect()) {
      String[] keys = keys(apps);
      List<String> rows = new ArrayList<>();
      rows.add(
          row(
              "GET of one of " + apps + ", µs",
              1_000,
              20_000,
              () -> alone.find(app).map(entry -> 1L).orElse(0L),
              () -> asked.find(app).map(entry -> 1L).orElse(0L),
              () -> told.find(app).map(entry -> 1L).orElse(0L)));
      rows.add(
          row(
              "GET by itself, µs",
              1_000,
              20_000,
              () -> 0,
              () -> redis.get(keys[apps / 2]).length(),
              () -> 0));
      rows.add(
          row(
              "list of " + apps + ", ms",
              1_000_000,
              20,
              () -> sum(alone.snapshot().registry()),
              () -> sum(asked.snapshot().registry()),
              () -> sum(told.snapshot().registry())));
      rows.add(
          row(
              "SMEMBERS and MGET of " + apps + " by themselves, ms",
              1_000_000,
              20,
              () -> 0,
              () -> redis.smembers("versions:all").size() + redis.mget(keys).size(),
              () -> 0));
      return rows;
    }
  }

  /** Times three ways in turns, so that whatever else the machine does strikes all of them. */
  private static String row(String name, long unit, int calls, LongSupplier... ways) {
    double[][] times = new double[ways.length][ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      for (int way = 0; way < ways.length; way++) {
        int now = way == 0 ? calls : Math.max(20, calls / 20);
        long start = System.nanoTime();
        long seen = 0;
        for (int i = 0; i < now; i++) {
          seen += ways[way].getAsLong();
        }
        double time = (System.nanoTime() - start) / (double) now / unit;
        if (round >= 0 && seen >= 0) {
          times[way][round] = time;
        }
      }
    }
    StringBuilder row = new StringBuilder("| ").append(name).append(" |");
    for (double[] way : times) {
      Arrays.sort(way);
      row.append(String.format(Locale.ROOT, " %.3f |", way[ROUNDS / 2]));
    }
    return row.toString();
  }

  /** From when one replica tells its cache, after publishing, until a reader of the other sees. */
  private String freshness(String name, String url) {
    flush();
    RepositoryStub repository = repository(1_000);
    double[] times = new double[FRESHNESS_SAMPLES];
    try (CachingReplica writer = replica(repository, url);
        CachingReplica reader = replica(repository, url)) {
      for (int i = -50; i < FRESHNESS_SAMPLES; i++) {
        String app = "1-app" + Math.floorMod(i * 7, 1_000);
        CachedVersion made = writer.change(() -> repository.increment(app));
        long start = System.nanoTime();
        writer.cache().write(List.of(made));
        while (!reader.hasRead(made)) {
          Thread.onSpinWait();
        }
        if (i >= 0) {
          times[i] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    Arrays.sort(times);
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f |",
        name,
        times[times.length / 2],
        times[times.length * 99 / 100],
        times[times.length - 1]);
  }

  private String hanging(String name, String url) {
    flush();
    RepositoryStub repository = repository(1_000);
    try (CachingReplica replica = replica(repository, url)) {
      ApplicationId app = new ApplicationId("1-app1");
      replica.find(app);
      server.hang();
      double first = timed(() -> replica.find(app));
      double worst =
          IntStream.range(0, 1_000)
              .mapToDouble(i -> timed(() -> replica.find(app)))
              .max()
              .orElse(0);
      server.goOn();
      return String.format(Locale.ROOT, "| %s | %.2f | %.2f |", name, first, worst);
    }
  }

  private static CachingReplica replica(RepositoryStub repository, String url) {
    return new CachingReplica(repository, url, Duration.ofMillis(200));
  }

  private static double timed(Runnable read) {
    long start = System.nanoTime();
    read.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static long sum(Registry registry) {
    return registry.all().stream().mapToLong(entry -> entry.revision()).sum();
  }

  private void flush() {
    try (Jedis redis = server.connect()) {
      redis.flushAll();
    }
  }

  private static RepositoryStub repository(int apps) {
    RepositoryStub repository = new RepositoryStub();
    IntStream.range(0, apps).forEach(i -> repository.increment("1-app" + i));
    return repository;
  }

  private static String[] keys(int apps) {
    return IntStream.range(0, apps).mapToObj(i -> "version:1-app" + i).toArray(String[]::new);
  }
}
