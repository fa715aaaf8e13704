package org.versionservice.storage.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** The branch at the remote, what is known of it, and whether it answers. */
final class RemoteBranch implements AutoCloseable {

  private final GitRepository repository;
  private final Remote remote;
  private final Breaker breaker;
  private volatile Optional<ObjectId> seen = Optional.empty();

  RemoteBranch(GitRepository repository, Remote remote, Breaker breaker) {
    this.repository = repository;
    this.remote = remote;
    this.breaker = breaker;
  }

  /** The configured remote; empty if there is none. */
  static Optional<RemoteBranch> of(GitRepository repository, GitSettings settings, Breaker breaker)
      throws URISyntaxException {
    if (settings.remote().isEmpty()) {
      return Optional.empty();
    }
    String url = settings.remote().get();
    Remote transport = new TransportRemote(repository, settings, url);
    boolean http = url.startsWith("http://") || url.startsWith("https://");
    Remote remote = http ? new SmartHttpRemote(repository, settings, url, transport) : transport;
    return Optional.of(new RemoteBranch(repository, remote, breaker));
  }

  /** Where the branch was when it was last heard of. */
  Optional<ObjectId> known() throws IOException {
    return repository.remoteHead();
  }

  /** Tells whether the remote answered when it was last asked. */
  boolean answers() {
    return breaker.isClosed();
  }

  /** Tells whether the remote answers or it is time to ask it again. */
  boolean mayTry() {
    return breaker.mayTry();
  }

  /** Has {@link #mayTry} allow the next try, whenever the last one failed. */
  void tryAgain() {
    breaker.allow();
  }

  /** What the remote last failed with; empty if it answers. */
  Optional<String> trouble() {
    return breaker.reason();
  }

  /** How long until the remote is asked again, at least a second. */
  Duration retryAfter() {
    return breaker.remaining();
  }

  /**
   * Asks where the branch is; empty if there never was one.
   *
   * @throws RemoteException also if the branch is gone: to make it anew from what one replica knows
   *     could issue again what another one knows, so people have to bring it back
   */
  Optional<ObjectId> head() throws RemoteException, IOException {
    boolean wasThere = repository.wasAtRemote();
    return guarded(
        () -> {
          Optional<ObjectId> there = remote.head();
          if (there.isEmpty() && wasThere) {
            throw new RemoteException(
                RemoteException.Kind.REFUSED, "the branch is gone from the remote", null);
          }
          seen = there;
          return there;
        });
  }

  /** Brings what is new, if there is anything. */
  void fetch() throws RemoteException, IOException {
    Optional<ObjectId> there = head();
    if (there.isPresent() && !there.equals(known())) {
      fetchNew();
    }
  }

  /** Brings what {@link #head} told of, which is known to be new. */
  void fetchNew() throws RemoteException, IOException {
    ObjectId there = seen.orElseThrow();
    guarded(
        () -> {
          repository.tracking().unlock();
          remote.fetch(there);
          return true;
        });
  }

  /**
   * Moves the branch, if it is where it is expected to be.
   *
   * @return whether it was moved
   */
  boolean push(Remote.Push push) throws RemoteException, IOException {
    boolean pushed = guarded(() -> remote.push(push));
    if (pushed) {
      moved(push.target());
    }
    return pushed;
  }

  /** Notes that the remote has a commit. */
  void moved(ObjectId to) throws IOException {
    repository.moveRemoteHead(known(), to);
  }

  /** Notes that the remote does not do what it is asked for, although it answers. */
  void failed(RemoteException failure) {
    breaker.failed(failure);
  }

  @Override
  public void close() {
    remote.close();
  }

  private <T> T guarded(Call<T> call) throws RemoteException, IOException {
    try {
      T answer = call.ask();
      breaker.succeeded();
      return answer;
    } catch (RemoteException failure) {
      breaker.failed(failure);
      throw failure;
    }
  }

  /** Something that a remote is asked for. */
  private interface Call<T> {
    T ask() throws RemoteException, IOException;
  }
}
