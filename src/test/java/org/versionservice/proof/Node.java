package org.versionservice.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitSettings.Durability;

/** One replica with its disk and its network: it can die and come back to both. */
final class Node implements AutoCloseable {

  private static final Duration FETCH_INTERVAL = Duration.ofSeconds(5);

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

  /** Ends it as {@code kill -9} does. */
  synchronized void kill() {
    killed = true;
    process.kill();
  }

  /** Brings it back to what it left on disk. */
  synchronized void restart() {
    process = start();
    killed = false;
  }

  /** Tells whether it ended though nobody killed it. */
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

  /** Where it keeps what it could not read. */
  Path damaged() {
    return data.resolve("damaged");
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
