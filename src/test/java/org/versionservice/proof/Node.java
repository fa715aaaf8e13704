package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.version.CommitId;

/** One replica with its disk and its network: it can die and come back to both. */
final class Node implements AutoCloseable {

  private static final Duration FETCH_INTERVAL = Duration.ofSeconds(2);

  private final Path data;
  private final Path log;
  private final GitSettings settings;
  private final FaultProxy network;
  private boolean killed;
  private volatile ReplicaProcess process;

  /**
   * Starts it.
   *
   * @param home where it keeps data and log
   * @param remote the URL of the remote without credentials
   * @param network the way there
   * @param timeout bound of a network call, of a batch, and of the wait for one
   */
  Node(Path home, String remote, FaultProxy network, Durability durability, Duration timeout) {
    this.data = home.resolve("data");
    this.log = home.resolve("log");
    this.network = network;
    this.settings =
        new GitSettings(
            data,
            Optional.of(network.url(remote)),
            "main",
            Optional.empty(),
            timeout,
            FETCH_INTERVAL,
            durability,
            Duration.ofDays(7));
    this.process = start();
  }

  /** A replica starts often here: what a better compiler gains, it never lives to see. */
  private ReplicaProcess start() {
    return ReplicaProcess.start(settings, log, "-Xmx512m", "-XX:TieredStopAtLevel=1");
  }

  FaultPlan faults() {
    return network.plan();
  }

  CompletableFuture<Answer> ask(Wish wish) {
    return process.ask(wish);
  }

  /**
   * Ends it as {@code kill -9} does, and brings it back to what it left on disk.
   *
   * @param meanwhile what happens while it is down
   */
  synchronized void restart(Consumer<Node> meanwhile) {
    killed = true;
    process.kill();
    meanwhile.accept(this);
    process = start();
    killed = false;
  }

  /** Removes all that it keeps; it must be down. */
  void loseData() {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Damages its clone; it must be down. */
  void damage(CloneDamage kind) {
    try {
      if (Files.exists(data.resolve(".git"))) {
        kind.strike(data.resolve(".git"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets nothing through to the remote for a while; waits until that is over. */
  void blip(Duration duration) throws InterruptedException {
    network.interrupt(duration);
  }

  /** The newest commit of its branch; empty if it has none, or its clone is being made. */
  Optional<CommitId> head() {
    try {
      return repository().head("main");
    } catch (IllegalStateException | UncheckedIOException noRepository) {
      return Optional.empty();
    }
  }

  /** Returns whether it ended though nobody killed it. */
  synchronized boolean hasFailed() {
    return !killed && !process.isAlive();
  }

  /** Has no fault strike any more. */
  void heal() {
    network.heal();
  }

  /** Has it end by itself; tells its exit status. */
  int stop() {
    return process.stop();
  }

  /** Its repository; only looked at while it is not running. */
  BareRepository repository() {
    return BareRepository.at(data.resolve(".git"));
  }

  @Override
  public void close() {
    process.close();
    network.close();
  }

  @Override
  public String toString() {
    return "the replica with the log " + log;
  }
}
