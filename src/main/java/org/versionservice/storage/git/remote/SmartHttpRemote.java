package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;
import org.versionservice.storage.git.repository.GitRepository;

/**
 * A remote behind Git's smart HTTP protocol.
 *
 * <p>A push is one request: what JGit would ask first (the advertised references) and work out (the
 * objects that are missing there, and deltas) is known already. So is a fetch. For servers that do
 * not take such requests there is JGit's own transport, at the URL that was found.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">Git's HTTP protocol</a>
 */
final class SmartHttpRemote implements Remote {

  private static final String UPLOAD = "git-upload-pack";
  private static final String RECEIVE = "git-receive-pack";

  /** What a server answers that wants to be asked for its references first. */
  private static final Set<Integer> NOT_THIS_WAY = Set.of(400, 405, 406, 411, 415);

  private final GitRepository repository;
  private final GitHttpClient http;
  private final Remote transport;
  private final PackPadding padding;

  SmartHttpRemote(GitRepository repository, RemoteSettings settings, Clock steady) {
    this.repository = repository;
    this.http =
        new GitHttpClient(URI.create(settings.url()), settings.login(), settings.timeout(), steady);
    this.transport = new JGitRemote(repository, settings, () -> http.base().toString());
    this.padding = new PackPadding(repository);
  }

  @Override
  public Optional<ObjectId> head() throws RemoteException {
    try (HttpAnswer answer = http.references(UPLOAD)) {
      check(answer, RemoteException.Kind.UNREACHABLE);
      AdvertisedReferences references = read(answer);
      references.warnOfOthers(repository.branch());
      if (references.head().isEmpty()) {
        checkEmpty();
      }
      return references.head();
    } catch (IOException notSmart) {
      throw new RemoteException(
          RemoteException.Kind.REFUSED, "the remote does not speak Git's smart HTTP", notSmart);
    }
  }

  private AdvertisedReferences read(HttpAnswer answer) throws RemoteException, IOException {
    return AdvertisedReferences.read(new PacketLineIn(answer.body()), repository.branch());
  }

  /** What names the commits of an empty repository have, only who pushes is told. */
  private void checkEmpty() throws RemoteException, IOException {
    try (HttpAnswer answer = http.references(RECEIVE)) {
      if (answer.status() == 200) {
        read(answer);
      }
    }
  }

  @Override
  public void fetch(ObjectId there) throws RemoteException, IOException {
    Optional<ObjectId> known = repository.remoteHead();
    if (fetch(FetchRequest.request(known, there))) {
      repository.tracking().note(known, there);
    } else {
      transport.fetch(there);
    }
  }

  private boolean fetch(byte[] request) throws RemoteException {
    BodyPublisher body = BodyPublishers.ofByteArray(request);
    try (HttpAnswer answer = http.post(UPLOAD, body, RemoteException.Kind.UNREACHABLE, false)) {
      if (NOT_THIS_WAY.contains(answer.status())) {
        return false;
      }
      check(answer, RemoteException.Kind.UNREACHABLE);
      return FetchRequest.store(answer.body(), repository);
    } catch (IOException unusable) {
      throw new RemoteException(
          RemoteException.Kind.UNREACHABLE, "what the remote sent cannot be stored", unusable);
    }
  }

  @Override
  public PushReport push(Push push) throws RemoteException, IOException {
    try (PushRequest request = request(push)) {
      return send(push, request);
    }
  }

  private PushReport send(Push push, PushRequest request) throws RemoteException {
    try (HttpAnswer answer =
        http.post(RECEIVE, request.body(), RemoteException.Kind.UNKNOWN, true)) {
      if (NOT_THIS_WAY.contains(answer.status())) {
        return transport.push(push);
      }
      check(answer, RemoteException.Kind.UNKNOWN);
      return PushReport.read(answer.body(), repository.branch());
    } catch (IOException noReport) {
      throw new RemoteException(
          RemoteException.Kind.UNKNOWN, "the remote's report cannot be read", noReport);
    }
  }

  private PushRequest request(Push push) throws IOException {
    return push.objects().isEmpty()
        ? PushRequest.ofMissing(push, repository)
        : PushRequest.of(push, padding.filled(push.objects()), repository.branch());
  }

  @Override
  public void close() {
    transport.close();
  }

  /**
   * Tells apart what an answer says of the request.
   *
   * @param ifPassedOn what is known where a gateway lost the server after it passed the request on
   */
  private static void check(HttpAnswer answer, RemoteException.Kind ifPassedOn)
      throws RemoteException {
    int status = answer.status();
    if (status == 200) {
      return;
    }
    RemoteException.Kind kind =
        switch (status) {
          case 502, 504 -> ifPassedOn;
          case 413 -> RemoteException.Kind.TOO_LARGE;
          case 408, 429 -> RemoteException.Kind.UNREACHABLE;
          default ->
              status >= 500 ? RemoteException.Kind.UNREACHABLE : RemoteException.Kind.REFUSED;
        };
    throw new RemoteException(
        kind, "the remote answered HTTP " + status, answer.retryAfter(), null);
  }
}
