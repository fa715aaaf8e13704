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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.version.CommitId;
import org.versionservice.version.Layout;

/** A replica with its disk and its network, which it keeps when it is killed and restarted. */
final class Node implements AutoCloseable {

  private static final Duration FETCH_INTERVAL = Duration.ofSeconds(2);

  private final Path data;
  private final FaultProxy network;
  private final Supplier<Replica> program;
  private boolean killed;
  private volatile Replica process;

  /**
   * Starts the replica.
   *
   * @param data the directory of its data
   * @param network the proxy to the remote
   * @param program starts its process
   */
  Node(Path data, FaultProxy network, Supplier<Replica> program) {
    this.data = data;
    this.network = network;
    this.program = program;
    this.process = program.get();
  }

  /**
   * Starts a replica without a server.
   *
   * @param home the directory of its data and log
   * @param remote the URL of the remote without credentials
   * @param network the proxy to the remote
   * @param layout the layout of a remote that is still empty
   * @param timeout the limit of a network call, of a batch, and of the wait for one
   */
  static Node ofProcess(
      Path home,
      String remote,
      FaultProxy network,
      Durability durability,
      Layout layout,
      Duration timeout) {
    GitSettings settings =
        new GitSettings(
            home.resolve("data"),
            Optional.of(network.url(remote)),
            "main",
            Optional.empty(),
            timeout,
            FETCH_INTERVAL,
            Duration.ZERO,
            durability,
            layout,
            Duration.ofDays(7),
            Optional.empty(),
            Optional.empty());
    // Replicas are restarted so often that an optimising compiler does not pay off.
    return new Node(
        settings.directory(),
        network,
        () ->
            ReplicaProcess.start(
                settings, home.resolve("log"), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
  }

  FaultPlan faults() {
    return network.plan();
  }

  CompletableFuture<Answer> ask(ChangeRequest change) {
    return process.ask(change);
  }

  CompletableFuture<Answer> convert(Layout layout) {
    return process.convert(layout);
  }

  /**
   * Kills the replica as {@code kill -9} does, and restarts it on its data.
   *
   * @param meanwhile runs while the replica is down
   */
  synchronized void restart(Consumer<Node> meanwhile) {
    killed = true;
    process.kill();
    meanwhile.accept(this);
    process = program.get();
    killed = false;
  }

  /**
   * Suspends the replica.
   *
   * @param meanwhile runs while it is suspended
   */
  synchronized void suspend(Runnable meanwhile) {
    process.signal("STOP");
    try {
      meanwhile.run();
    } finally {
      process.signal("CONT");
    }
  }

  /** Removes its data; the replica must be down. */
  void loseData() {
    delete(data);
  }

  /** Deletes a directory with all files in it, if it exists. */
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Damages its clone; the replica must be down. */
  void damage(CloneDamage kind) {
    try {
      if (Files.exists(data.resolve(".git"))) {
        kind.strike(data.resolve(".git"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts the network to the remote for some time; waits for the end. */
  void blip(Duration duration) throws InterruptedException {
    network.interrupt(duration);
  }

  /** Returns the newest commit of its branch; empty if there is none, or during a clone. */
  Optional<CommitId> head() {
    try {
      return repository().head("main");
    } catch (IllegalStateException | UncheckedIOException noRepository) {
      return Optional.empty();
    }
  }

  /** Returns whether the process ended without being killed. */
  synchronized boolean hasFailed() {
    return !killed && !process.isAlive();
  }

  /** Ends all faults. */
  void heal() {
    network.heal();
  }

  /** Stops the replica regularly, and returns the exit status. */
  int stop() {
    return process.stop();
  }

  /** Returns its repository, to be read only while the replica is down. */
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
    return "the replica with the data " + data;
  }
}
