package org.versionservice.storage.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.VersionStorage;
import org.versionservice.storage.redis.Lookup.Wanted;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Stores versions in Redis: an entry in {@code version:<app-id>}, the ids in {@code versions:all}.
 *
 * <p>Never the source of truth. Each call waits for the server at most as long as the settings say,
 * and throws {@link StorageException} if there is no answer.
 */
public final class RedisStorage implements VersionStorage, AutoCloseable {

  /** Redis writes this number of entries in some milliseconds. */
  private static final int ENTRIES_PER_TRANSACTION = 200;

  private final RedisSettings settings;
  private final ConnectionPool pool;

  private RedisStorage(RedisSettings settings, ConnectionPool pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /** Returns a storage that connects with the first call. */
  public static RedisStorage open(RedisSettings settings) {
    return new RedisStorage(settings, JedisFactory.pool(settings));
  }

  @Override
  public Optional<ApplicationVersion> get(ApplicationId app) {
    return cached(app).filter(found -> !found.deleted()).map(CachedVersion::last);
  }

  @Override
  public void set(ApplicationVersion entry) {
    put(List.of(new CachedVersion(entry, false)));
  }

  @Override
  public List<ApplicationVersion> list() {
    return live(RedisKeys.ids(members()));
  }

  @Override
  public List<ApplicationVersion> list(ProjectId project) {
    return live(RedisKeys.ids(members()).filter(app -> app.isOf(project)));
  }

  /** Marks the app as deleted, with the next revision. */
  @Override
  public boolean delete(ApplicationId app) {
    while (true) {
      Optional<CachedVersion> existing = cached(app).filter(found -> !found.deleted());
      if (existing.isEmpty()) {
        return false;
      }
      ApplicationVersion last = existing.get().last();
      CachedVersion deleted = new CachedVersion(last.touched(last.lastUpdated()), true);
      if (write(List.of(deleted)).get(0) == CompareAndSet.DONE) {
        return true;
      }
    }
  }

  @Override
  public StorageHealth health() {
    try {
      ping();
      return new StorageHealth(StorageHealth.Status.UP, Map.of("redis", "answers"));
    } catch (StorageException unavailable) {
      String problem = String.valueOf(unavailable.getMessage());
      return new StorageHealth(StorageHealth.Status.DOWN, Map.of("redis", problem));
    }
  }

  /**
   * Writes all entries while others read and write. It keeps newer entries and those of other apps,
   * because another replica may be ahead. Only a {@link CachedVersion} marks a deletion.
   */
  @Override
  public void rebuildCache(Collection<ApplicationVersion> truth) {
    put(truth.stream().map(entry -> new CachedVersion(entry, false)).toList());
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Returns a lease with a key of its own. */
  public RedisLease lease(String key) {
    return new RedisLease(this, key);
  }

  public RedisChannel channel(String name) {
    return new RedisChannel(this, settings, name);
  }

  Object eval(String script, List<String> keys, List<String> arguments) {
    return asking(redis -> redis.eval(script, keys, arguments));
  }

  void publish(String channel, String message) {
    asking(redis -> redis.publish(channel, message));
  }

  /** Writes entries, unless Redis has newer ones. */
  void put(Collection<CachedVersion> versions) {
    List<CachedVersion> all = List.copyOf(versions);
    for (int from = 0; from < all.size(); from += ENTRIES_PER_TRANSACTION) {
      write(all.subList(from, Math.min(all.size(), from + ENTRIES_PER_TRANSACTION)));
    }
  }

  /**
   * Replaces an entry that was never true, if Redis still has it.
   *
   * @param truth empty if the app never existed
   */
  void correct(CachedVersion wrong, Optional<CachedVersion> truth) {
    run(List.of(CompareAndSet.correct(wrong, truth, settings.ttl())));
  }

  /**
   * Returns entries that are newer than the reader's.
   *
   * @param known returns the reader's revision of an app, negative if it has none
   */
  Lookup.Found find(Collection<ApplicationId> apps, ToLongFunction<ApplicationId> known) {
    List<Wanted> wanted =
        apps.stream().map(app -> new Wanted(app, known.applyAsLong(app))).toList();
    return asking(redis -> Lookup.find(redis, wanted));
  }

  /**
   * Returns entries that are newer than the reader's, of all apps that Redis or the reader knows.
   *
   * @param live the reader's entries of live apps
   * @param known returns the reader's revision of any other app, negative if it has none
   */
  Lookup.Found findAll(Collection<ApplicationVersion> live, ToLongFunction<ApplicationId> known) {
    Set<String> members = members();
    List<Wanted> wanted = new ArrayList<>(live.size());
    int both = 0;
    for (ApplicationVersion entry : live) {
      wanted.add(new Wanted(entry.id(), entry.revision()));
      both += members.contains(entry.id().value()) ? 1 : 0;
    }
    if (both < members.size()) {
      Set<String> others = new HashSet<>(members);
      live.forEach(entry -> others.remove(entry.id().value()));
      RedisKeys.ids(others).forEach(app -> wanted.add(new Wanted(app, known.applyAsLong(app))));
    }
    return asking(redis -> Lookup.find(redis, wanted));
  }

  void ping() {
    asking(Jedis::ping);
  }

  /** Closes idle connections, which may belong to a server that is gone. */
  void forgetConnections() {
    pool.clear();
  }

  private Set<String> members() {
    return asking(redis -> redis.smembers(RedisKeys.ALL));
  }

  private List<ApplicationVersion> live(Stream<ApplicationId> apps) {
    return find(apps.toList(), app -> Lookup.NOTHING).newer().stream()
        .filter(version -> !version.deleted())
        .map(CachedVersion::last)
        .sorted(Comparator.comparing(ApplicationVersion::id))
        .toList();
  }

  private Optional<CachedVersion> cached(ApplicationId app) {
    return find(List.of(app), any -> Lookup.NOTHING).newer().stream().findFirst();
  }

  private List<Long> write(List<CachedVersion> versions) {
    return run(versions.stream().map(entry -> CompareAndSet.write(entry, settings.ttl())).toList());
  }

  /** Runs the script for all entries in one transaction: readers see all of them or none. */
  private List<Long> run(List<CompareAndSet> calls) {
    return asking(
        redis -> {
          try (AbstractTransaction step = redis.multi()) {
            // The first call loads the script; the others run it by its hash.
            CompareAndSet first = calls.get(0);
            step.eval(CompareAndSet.TEXT, first.keys(), first.arguments());
            calls.stream()
                .skip(1)
                .forEach(call -> step.evalsha(CompareAndSet.SHA1, call.keys(), call.arguments()));
            step.pexpire(RedisKeys.ALL, settings.ttl().toMillis());
            return results(step.exec()).subList(0, calls.size());
          }
        });
  }

  private static List<Long> results(List<Object> answers) {
    List<Long> results = new ArrayList<>();
    for (Object answer : answers) {
      if (answer instanceof JedisDataException refused) {
        throw refused;
      }
      results.add((Long) answer);
    }
    return results;
  }

  private <T> T asking(Function<Jedis, T> call) {
    return JedisFactory.asking(
        () -> {
          try (Jedis redis = new Jedis(pool.getResource())) {
            return call.apply(redis);
          }
        });
  }
}
