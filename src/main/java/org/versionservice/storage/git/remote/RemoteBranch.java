package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.repository.GitRepository;

/**
 * The branch at the remote, its last known commit, and whether the remote answers. Thread-safe;
 * {@link #isReachable} is for one thread at a time.
 *
 * <p>Requests and pushes have a circuit breaker each: a protected branch can be read, and a proxy
 * that cuts large requests lets small ones pass.
 */
public final class RemoteBranch implements AutoCloseable {

  private final GitRepository repository;
  private final Remote remote;

  /** The same remote with a short timeout. */
  private final Remote quick;

  private final CircuitBreaker reading;
  private final CircuitBreaker pushing;
  private final PushPacing pacing;
  private final Probe probe;
  private final ReentrantLock exchange = new ReentrantLock(/* fair= */ true);
  private volatile Optional<ObjectId> previous = Optional.empty();

  public RemoteBranch(
      GitRepository repository,
      RemoteSettings settings,
      PushPacing pacing,
      Clock steady,
      RandomGenerator random) {
    this.repository = repository;
    this.pacing = pacing;
    this.remote = open(repository, settings, steady);
    this.quick = open(repository, settings.withTimeoutAtMost(Probe.TIMEOUT), steady);
    this.reading = new CircuitBreaker(steady, random);
    this.pushing = new CircuitBreaker(steady, random);
    this.probe = new Probe(reading, () -> head(quick));
  }

  private static Remote open(GitRepository repository, RemoteSettings settings, Clock steady) {
    return RemoteSettings.isHttp(settings.url())
        ? new SmartHttpRemote(repository, settings, steady)
        : new JGitRemote(repository, settings, settings::url);
  }

  /** Returns the commit of the branch as of the last contact. */
  public Optional<ObjectId> known() throws IOException {
    return repository.remoteHead();
  }

  /**
   * Returns the commit before the last fetch; empty if no fetch moved the branch since the start.
   */
  public Optional<ObjectId> previous() {
    return previous;
  }

  /** Returns the lock of pushes and fetches, taken before the first read of {@link #known}. */
  public Lock exchange() {
    return exchange;
  }

  public boolean isBusy() {
    return exchange.isLocked();
  }

  public PushPacing pacing() {
    return pacing;
  }

  /**
   * Takes {@link #exchange} once a push may be sent; waits without it.
   *
   * @return whether it is taken; at once false if a push may be sent only after the deadline
   */
  public boolean lockForPush(Instant deadline) {
    exchange.lock();
    while (!pacing.isDue()) {
      exchange.unlock();
      if (!pacing.await(deadline)) {
        return false;
      }
      exchange.lock();
    }
    return true;
  }

  /** Returns whether a commit is the last known one; waits for a push or a fetch under way. */
  public boolean isKnown(Optional<ObjectId> there) throws IOException {
    exchange.lock();
    try {
      return there.equals(known());
    } finally {
      exchange.unlock();
    }
  }

  /** Returns whether the last request and the last push succeeded. */
  public boolean answers() {
    return reading.isClosed() && pushing.isClosed();
  }

  /** Returns whether the remote may be asked now. */
  public boolean allowsRequest() {
    return reading.allowsRequest();
  }

  /** Returns whether a push may be sent now. */
  public boolean mayPush() {
    return reading.allowsRequest() && pushing.allowsRequest();
  }

  /** Returns whether the remote failed and may be asked again now. */
  public boolean isDueAgain() {
    return (!reading.isClosed() && reading.allowsRequest()) || (!pushing.isClosed() && mayPush());
  }

  /** Returns whether the remote answers, after a short wait; for one thread at a time. */
  public boolean isReachable() {
    return probe.answers();
  }

  /** Lets the next calls ask the remote at once, whenever it failed. */
  public void tryAgain() {
    reading.allow();
    pushing.allow();
  }

  /** Returns why the remote failed last; empty if it answers. */
  public Optional<String> failureReason() {
    return pushing.reason().or(reading::reason);
  }

  /** Returns why the last push failed; empty after a success, or before the first push. */
  public Optional<String> pushFailureReason() {
    return pushing.lastReason();
  }

  /** Returns the time until the remote is asked again, at least one second. */
  public Duration retryAfter() {
    return Collections.max(List.of(reading.remaining(), pushing.remaining()));
  }

  /**
   * Asks for the commit of the branch; empty if the branch never existed.
   *
   * @throws RemoteException also if the branch existed before: a replica that created it anew might
   *     issue versions again that another one issued, so an administrator must restore it
   */
  public Optional<ObjectId> head() throws RemoteException, IOException {
    return head(remote);
  }

  private Optional<ObjectId> head(Remote asked) throws RemoteException, IOException {
    boolean wasThere = repository.wasAtRemote();
    try {
      Optional<ObjectId> there = asked.head();
      if (there.isEmpty() && wasThere) {
        throw RemoteException.refused("the branch is gone from the remote", null);
      }
      answered();
      return there;
    } catch (RemoteException failure) {
      reading.failed(failure);
      throw failure;
    }
  }

  /** Fetches new commits, if there are any. */
  public void fetch() throws RemoteException, IOException {
    exchange.lock();
    try {
      Optional<ObjectId> there = head();
      Optional<ObjectId> known = known();
      if (there.isPresent() && !there.equals(known)) {
        previous = known;
        fetch(there.get());
      }
    } finally {
      exchange.unlock();
    }
  }

  /** The store has one exception for a bad answer and for a bad disk, so the disk is checked. */
  private void fetch(ObjectId there) throws RemoteException, IOException {
    repository.tracking().unlock();
    try {
      remote.fetch(there);
      answered();
    } catch (RemoteException failure) {
      repository.checkWritable();
      reading.failed(failure);
      throw failure;
    }
  }

  private void answered() {
    reading.succeeded();
    pushing.forgive();
  }

  PushReport push(Remote.Push push) throws RemoteException, IOException {
    try {
      PushReport report = remote.push(push);
      reading.succeeded();
      if (report.moved()) {
        moved(push.target());
      }
      return report;
    } catch (RemoteException failure) {
      pushing.failed(failure);
      if (failure.isOutage()) {
        reading.failed(failure);
      }
      throw failure;
    } finally {
      pacing.sent();
    }
  }

  void moved(ObjectId to) throws IOException {
    pushing.succeeded();
    repository.tracking().note(known(), to);
  }

  /** Records that the remote accepts pushes, although another replica was faster. */
  void overtaken() {
    pushing.succeeded();
  }

  /** Records that the remote answers, but declines pushes. */
  public void failed(RemoteException failure) {
    pushing.failed(failure);
  }

  @Override
  public void close() {
    probe.close();
  }
}
