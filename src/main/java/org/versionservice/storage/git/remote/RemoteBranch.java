package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.repository.GitRepository;

/**
 * The branch at the remote, what is known of it, and whether it answers.
 *
 * <p>Whether it can be asked and whether it takes pushes are two things: a branch that is protected
 * can be read, and a proxy that cuts large requests passes small ones on.
 */
public final class RemoteBranch implements AutoCloseable {

  private final GitRepository repository;
  private final Remote remote;

  /** The same remote, with a short time-out. */
  private final Remote quick;

  private final CircuitBreaker reading;
  private final CircuitBreaker pushing;
  private final Probe probe;
  private final ReentrantLock exchange = new ReentrantLock(/* fair= */ true);
  private volatile Optional<ObjectId> previous = Optional.empty();

  public RemoteBranch(
      GitRepository repository, RemoteSettings settings, Clock steady, RandomGenerator random) {
    this.repository = repository;
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

  /** Where the branch was when it was last heard of. */
  public Optional<ObjectId> known() throws IOException {
    return repository.remoteHead();
  }

  /** Where the branch was before it was found elsewhere; empty if it was not, since the start. */
  public Optional<ObjectId> previous() {
    return previous;
  }

  /** Held by the one thread that pushes or fetches, from its first look at {@link #known} on. */
  public Lock exchange() {
    return exchange;
  }

  /** Returns whether a push or a fetch is under way. */
  public boolean isBusy() {
    return exchange.isLocked();
  }

  /** Returns whether this is where the branch is known to be, once nobody moves it any more. */
  public boolean isKnown(Optional<ObjectId> there) throws IOException {
    exchange.lock();
    try {
      return there.equals(known());
    } finally {
      exchange.unlock();
    }
  }

  /** Returns whether the remote did what it was asked for last. */
  public boolean answers() {
    return reading.isClosed() && pushing.isClosed();
  }

  /** Returns whether the remote answers or it is time to ask it again. */
  public boolean allowsRequest() {
    return reading.allowsRequest();
  }

  /** Returns whether the remote takes pushes or it is time to try the next one. */
  public boolean mayPush() {
    return reading.allowsRequest() && pushing.allowsRequest();
  }

  /** Returns whether the remote failed, and it is time to ask it again. */
  public boolean isDueAgain() {
    return (!reading.isClosed() && reading.allowsRequest()) || (!pushing.isClosed() && mayPush());
  }

  /**
   * Returns whether the remote answers now, as far as can be found out in a short time. It is asked
   * unless the last call succeeded; one thread at a time.
   */
  public boolean isReachable() {
    return probe.answers();
  }

  /** Has {@link #allowsRequest} allow the next try, whenever the last one failed. */
  public void tryAgain() {
    reading.allow();
    pushing.allow();
  }

  /** What the remote last failed with; empty if it answers. */
  public Optional<String> failureReason() {
    return pushing.reason().or(reading::reason);
  }

  /** What the last push failed with; empty if it landed, or nothing was pushed yet. */
  public Optional<String> pushFailureReason() {
    return pushing.lastReason();
  }

  /** How long until the remote is asked again, at least a second. */
  public Duration retryAfter() {
    Duration read = reading.remaining();
    Duration push = pushing.remaining();
    return read.compareTo(push) > 0 ? read : push;
  }

  /**
   * Asks where the branch is; empty if there never was one.
   *
   * @throws RemoteException also if the branch is gone: to make it anew from what one replica knows
   *     could issue again what another one knows, so people have to bring it back
   */
  public Optional<ObjectId> head() throws RemoteException, IOException {
    return head(remote);
  }

  private Optional<ObjectId> head(Remote asked) throws RemoteException, IOException {
    boolean wasThere = repository.wasAtRemote();
    try {
      Optional<ObjectId> there = asked.head();
      if (there.isEmpty() && wasThere) {
        throw new RemoteException(
            RemoteException.Kind.REFUSED, "the branch is gone from the remote", null);
      }
      answered();
      return there;
    } catch (RemoteException failure) {
      reading.failed(failure);
      throw failure;
    }
  }

  /** Brings what is new, if there is anything. */
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

  /** Whatever stores what a remote sends has one exception for a bad answer and a bad disk. */
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

  /**
   * Moves the branch, if it is where it is expected to be.
   *
   * @return whether it was moved, or what the remote said
   */
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
      if (failure.isSilence()) {
        reading.failed(failure);
      }
      throw failure;
    }
  }

  /** Notes that the remote has a commit. */
  void moved(ObjectId to) throws IOException {
    pushing.succeeded();
    repository.tracking().note(known(), to);
  }

  /** Notes that the remote takes pushes, although somebody else was faster. */
  void overtaken() {
    pushing.succeeded();
  }

  /** Notes that the remote does not take pushes, although it answers. */
  public void failed(RemoteException failure) {
    pushing.failed(failure);
  }

  @Override
  public void close() {
    probe.close();
    quick.close();
    remote.close();
  }
}
