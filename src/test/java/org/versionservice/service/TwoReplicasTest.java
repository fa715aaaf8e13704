package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Registry;

/**
 * Two replicas and a cache between them, where everything takes as long as it likes: writes to the
 * cache and what was read from it arrive late and in any order, fetches end long after they began,
 * and the cache is emptied and goes back to what it had. No reader of one replica sees an app go
 * back.
 */
class TwoReplicasTest {

  private static final List<String> APPS = List.of("1-a", "1-b", "2-c");

  /** The kinds of steps, and how often they come. */
  private enum Kind {
    INCREMENT(3),
    DELETE_OR_CREATE(1),
    WRITE_TO_CACHE(4),
    READ_FROM_CACHE(4),
    READ_ARRIVES(4),
    FETCH_BEGINS(1),
    FETCH_ENDS(1),
    REVIEW(2),
    FLUSH(1),
    OLD_VALUE_RETURNS(1);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  /**
   * One step.
   *
   * @param replica which one takes it
   * @param pick which app, or which of those that are on their way
   */
  private record Step(Kind kind, int replica, int pick) {}

  @Property(tries = 2_000)
  void noReader_seesAnAppGoBack(@ForAll("steps") List<Step> steps) {
    World world = new World();
    for (Step step : steps) {
      world.take(step);
      world.replicas.forEach(Peer::readAll);
    }
    world.settle();
    world.replicas.forEach(Peer::readAll);
    world.replicas.forEach(peer -> peer.assertNewest(world));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(
                Arrays.stream(Kind.values())
                    .flatMap(kind -> Collections.nCopies(kind.weight, kind).stream())
                    .toList()),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 99))
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(80);
  }

  /** All that there is, and what is on its way. */
  private static final class World {

    final RepositoryStub repository = new RepositoryStub();
    final Map<ApplicationId, CachedVersion> cache = new HashMap<>();
    final List<CachedVersion> written = new ArrayList<>();
    final List<CachedVersion> writes = new ArrayList<>();
    final List<Peer> replicas = List.of(new Peer(repository), new Peer(repository));

    void take(Step step) {
      Peer peer = replicas.get(step.replica());
      String app = APPS.get(step.pick() % APPS.size());
      switch (step.kind()) {
        case INCREMENT -> made(peer, repository.increment(app));
        case DELETE_OR_CREATE -> made(peer, repository.deleteOrCreate(app));
        case WRITE_TO_CACHE -> write(pick(writes, step.pick()));
        case READ_FROM_CACHE -> peer.readFromCache(cache);
        case READ_ARRIVES -> pick(peer.reads, step.pick()).forEach(peer.versions::see);
        case FETCH_BEGINS -> peer.beginFetch();
        case FETCH_ENDS -> peer.endFetch();
        case REVIEW -> peer.versions.review();
        case FLUSH -> cache.clear();
        case OLD_VALUE_RETURNS ->
            pick(new ArrayList<>(written), step.pick()).forEach(old -> cache.put(old.app(), old));
        default -> throw new IllegalStateException();
      }
    }

    /** A change is on the remote and published here before the cache is told. */
    private void made(Peer peer, CachedVersion version) {
      peer.truth.publish(repository.newest());
      writes.add(version);
    }

    private void write(List<CachedVersion> some) {
      some.forEach(version -> cache.merge(version.app(), version, CachedVersion::newer));
      written.addAll(some);
    }

    /** Everything arrives; each replica reads what the other one wrote, and none fetches. */
    void settle() {
      write(List.copyOf(writes));
      replicas.forEach(
          peer ->
              peer.versions
                  .truth()
                  .orElseThrow()
                  .forEach(own -> cache.merge(own.app(), own, CachedVersion::newer)));
      replicas.forEach(
          peer -> {
            peer.readFromCache(cache);
            peer.reads.forEach(peer.versions::see);
          });
    }

    private static <T> List<T> pick(List<T> from, int pick) {
      return from.isEmpty() ? List.of() : List.of(from.remove(pick % from.size()));
    }
  }

  /** One replica, its reader, and what it has read but not yet taken note of. */
  private static final class Peer {

    final FetchedTruth truth = new FetchedTruth();
    final CacheOverlay versions = new CacheOverlay(truth);
    final List<List<CachedVersion>> reads = new ArrayList<>();
    private final RepositoryStub repository;
    private final Reader reader = new Reader(versions);
    private long fetch;
    private Registry fetched;
    private Registry before;

    Peer(RepositoryStub repository) {
      this.repository = repository;
      fetched = repository.newest();
      before = fetched;
      truth.fetch(repository);
    }

    void readFromCache(Map<ApplicationId, CachedVersion> cache) {
      reads.add(
          cache.values().stream()
              .filter(version -> version.revision() > versions.revision(version.app()))
              .toList());
    }

    void beginFetch() {
      fetch = truth.begin();
      fetched = repository.newest();
      before = truth.snapshot().orElseThrow().registry();
    }

    /** What this replica made since is newer than what it fetched, and on top of it. */
    void endFetch() {
      if (truth.snapshot().orElseThrow().registry() == before) {
        truth.publish(fetched);
      }
      truth.end(fetch);
    }

    void readAll() {
      APPS.forEach(reader::read);
    }

    void assertNewest(World world) {
      for (String id : APPS) {
        ApplicationId app = new ApplicationId(id);
        assertThat(versions.find(app)).isEqualTo(world.repository.newest().find(app));
        assertThat(versions.snapshot().registry().find(app)).isEqualTo(versions.find(app));
      }
    }
  }
}
