package org.versionservice.storage.git.remote;

import static org.versionservice.storage.git.remote.RemoteException.Kind.UNKNOWN;
import static org.versionservice.storage.git.remote.RemoteException.Kind.UNREACHABLE;
import static org.versionservice.storage.git.remote.RemoteException.refused;

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
 * A remote that is reached by Git's smart HTTP protocol.
 *
 * <p>A push is one request, because the references that JGit would ask for, the missing objects and
 * the deltas are known already. So is a fetch. For a server that does not accept such requests,
 * JGit's transport is used, at the URL that was found.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">Git's HTTP protocol</a>
 */
final class SmartHttpRemote implements Remote {

  private static final String UPLOAD = "git-upload-pack";
  private static final String RECEIVE = "git-receive-pack";

  /** The answers of a server that expects a request for its references first. */
  private static final Set<Integer> UNSUPPORTED = Set.of(400, 405, 406, 411, 415);

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
      check(answer, UNREACHABLE);
      AdvertisedReferences references = read(answer);
      references.warnOfOthers(repository.branch());
      if (references.head().isEmpty()) {
        checkEmpty();
      }
      return references.head();
    } catch (IOException notSmart) {
      throw refused("the remote does not speak Git's smart HTTP", notSmart);
    }
  }

  private AdvertisedReferences read(HttpAnswer answer) throws RemoteException, IOException {
    return AdvertisedReferences.read(new PacketLineIn(answer.body()), repository.branch());
  }

  /** An empty repository names its hash algorithm only to a client that pushes. */
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
    try (HttpAnswer answer = http.post(UPLOAD, body, UNREACHABLE, false)) {
      if (UNSUPPORTED.contains(answer.status())) {
        return false;
      }
      check(answer, UNREACHABLE);
      return FetchRequest.store(answer.body(), repository);
    } catch (IOException unusable) {
      throw new RemoteException(UNREACHABLE, "what the remote sent cannot be stored", unusable);
    }
  }

  @Override
  public PushReport push(Push push) throws RemoteException, IOException {
    try (PushRequest request = request(push)) {
      return send(push, request);
    }
  }

  private PushReport send(Push push, PushRequest request) throws RemoteException {
    try (HttpAnswer answer = http.post(RECEIVE, request.body(), UNKNOWN, true)) {
      if (UNSUPPORTED.contains(answer.status())) {
        return transport.push(push);
      }
      check(answer, UNKNOWN);
      return PushReport.read(answer.body(), repository.branch());
    } catch (IOException noReport) {
      throw new RemoteException(UNKNOWN, "the remote's report cannot be read", noReport);
    }
  }

  private PushRequest request(Push push) throws IOException {
    return push.objects().isEmpty()
        ? PushRequest.ofMissing(push, repository)
        : PushRequest.of(push, padding.filled(push.objects()), repository.branch());
  }

  /** Throws unless the status is 200; a gateway (502, 504) may have passed the request on. */
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
          case 408, 429 -> UNREACHABLE;
          default -> status >= 500 ? UNREACHABLE : RemoteException.Kind.REFUSED;
        };
    throw new RemoteException(
        kind, "the remote answered HTTP " + status, answer.retryAfter(), null);
  }
}
