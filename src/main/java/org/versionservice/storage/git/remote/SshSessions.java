package org.versionservice.storage.git.remote;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates SSH sessions with one private key, to hosts with known keys only. It reads no SSH
 * configuration of the user and asks no agent.
 */
final class SshSessions extends SshdSessionFactory {

  private final RemoteSettings.Ssh settings;
  private final AtomicBoolean hostRefused = new AtomicBoolean();

  SshSessions(RemoteSettings.Ssh settings) {
    this.settings = settings;
  }

  /** Returns whether a host with an unknown key was refused since the last call. */
  boolean wasHostRefused() {
    return hostRefused.getAndSet(false);
  }

  @Override
  protected @Nullable File getSshConfig(File sshDirectory) {
    return null;
  }

  @Override
  protected List<Path> getDefaultIdentities(File sshDirectory) {
    return List.of(settings.key());
  }

  @Override
  protected List<Path> getDefaultKnownHostsFiles(File sshDirectory) {
    return List.of(settings.knownHosts());
  }

  @Override
  protected @Nullable ConnectorFactory getConnectorFactory() {
    return null;
  }

  @Override
  protected String getDefaultPreferredAuthentications() {
    return "publickey";
  }

  @Override
  protected ServerKeyDatabase createServerKeyDatabase(File home, File sshDirectory) {
    ServerKeyDatabase known = super.createServerKeyDatabase(home, sshDirectory);
    return new ServerKeyDatabase() {
      @Override
      public List<PublicKey> lookup(
          String address, InetSocketAddress remote, Configuration configuration) {
        return known.lookup(address, remote, configuration);
      }

      @Override
      public boolean accept(
          String address,
          InetSocketAddress remote,
          PublicKey key,
          Configuration configuration,
          @Nullable CredentialsProvider nobody) {
        boolean accepted = known.accept(address, remote, key, configuration, null);
        hostRefused.compareAndSet(false, !accepted);
        return accepted;
      }
    };
  }
}
