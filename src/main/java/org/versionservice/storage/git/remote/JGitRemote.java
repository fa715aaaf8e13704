package org.versionservice.storage.git.remote;

import static org.apache.sshd.common.SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE;
import static org.versionservice.storage.git.remote.RemoteException.Kind.UNKNOWN;
import static org.versionservice.storage.git.remote.RemoteException.Kind.UNREACHABLE;
import static org.versionservice.storage.git.remote.RemoteException.refused;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.versionservice.storage.git.repository.GitRepository;

/** A remote that JGit's transports reach, by any protocol that JGit speaks. */
final class JGitRemote implements Remote {

  private final GitRepository repository;
  private final RemoteSettings settings;
  private final Supplier<String> url;
  private final Optional<SshSessions> ssh;

  JGitRemote(GitRepository repository, RemoteSettings settings, Supplier<String> url) {
    this.repository = repository;
    this.settings = settings;
    this.url = url;
    this.ssh = settings.ssh().map(SshSessions::new);
  }

  @Override
  public Optional<ObjectId> head() throws RemoteException {
    try (Transport transport = open();
        FetchConnection connection = transport.openFetch()) {
      Optional<ObjectId> head =
          Optional.ofNullable(connection.getRef(repository.branch())).map(Ref::getObjectId);
      new AdvertisedReferences(head, others(connection)).warnOfOthers(repository.branch());
      return head;
    } catch (NotSupportedException | TransportException failed) {
      throw failure("asking the remote for its branch", UNREACHABLE, failed);
    }
  }

  private static List<String> others(FetchConnection connection) {
    return connection.getRefs().stream()
        .map(Ref::getName)
        .filter(name -> name.startsWith(Constants.R_HEADS))
        .map(name -> name.substring(Constants.R_HEADS.length()))
        .limit(AdvertisedReferences.MAX_OTHERS)
        .toList();
  }

  @Override
  public void fetch(ObjectId there) throws RemoteException {
    RefSpec branch =
        new RefSpec(repository.branch() + ":" + repository.trackingBranch()).setForceUpdate(true);
    try (Transport transport = open()) {
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.fetch(NullProgressMonitor.INSTANCE, List.of(branch));
    } catch (NotSupportedException | TransportException failed) {
      throw failure("fetching the branch", UNREACHABLE, failed);
    }
  }

  @Override
  public PushReport push(Push push) throws RemoteException {
    try (Transport transport = open()) {
      RemoteRefUpdate update =
          new RemoteRefUpdate(
              repository.jgit(),
              push.target().name(),
              repository.branch(),
              false,
              null,
              push.expected().orElse(ObjectId.zeroId()));
      PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(update));
      return switch (update.getStatus()) {
        case OK, UP_TO_DATE -> PushReport.MOVED;
        default ->
            PushReport.declined(
                result.getMessages() + " " + Objects.toString(update.getMessage(), ""));
      };
    } catch (IOException failed) {
      throw failure("pushing", UNKNOWN, failed);
    }
  }

  private Transport open() throws NotSupportedException, TransportException {
    Transport transport = Transport.open(repository.jgit(), address());
    transport.setTimeout(Math.toIntExact(Math.max(1, settings.timeout().toSeconds())));
    if (transport instanceof SshTransport secure) {
      // The token is for HTTP only, and there is nobody to ask for a password.
      ssh.ifPresent(secure::setSshSessionFactory);
      return transport;
    }
    settings
        .login()
        .map(
            user -> new UsernamePasswordCredentialsProvider(user.getUserName(), user.getPassword()))
        .ifPresent(transport::setCredentialsProvider);
    return transport;
  }

  private URIish address() throws NotSupportedException {
    try {
      return new URIish(url.get());
    } catch (URISyntaxException checkedAtStart) {
      throw new NotSupportedException("not the URL of a Git repository");
    }
  }

  /** A request without a connection was not carried out, whatever its kind. */
  private RemoteException failure(
      String doing, RemoteException.Kind otherwise, IOException failed) {
    if (ssh.filter(SshSessions::wasHostRefused).isPresent()) {
      return refused("the key of the remote's host is not known; see GIT_SSH_KNOWN_HOSTS", failed);
    }
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException) {
        return new RemoteException(UNREACHABLE, doing + ": no connection", failed);
      }
      if (cause instanceof SshException denied
          && denied.getDisconnectCode() == SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
        return refused(
            "the remote does not accept the key, or it has a passphrase; see GIT_SSH_KEY", failed);
      }
      if (cause instanceof NoRemoteRepositoryException || cause instanceof NotSupportedException) {
        return refused(doing + ": no such repository", failed);
      }
    }
    return new RemoteException(otherwise, doing + " failed", failed);
  }
}
