package org.versionservice.proof;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/**
 * A Git remote on loopback that is reached by SSH: the git commands behind Apache MINA's server.
 */
public final class GitSshServer implements AutoCloseable {

  private static final String KEY_TYPE = "ecdsa-sha2-nistp256";
  private static final int KEY_SIZE = 256;

  private final Path directory;
  private final SshServer server = SshServer.setUpDefaultServer();
  private final KeyPair host = newKey();
  private final KeyPair user = newKey();

  private GitSshServer(Path directory) {
    this.directory = directory;
  }

  /** A running server of the repositories below a directory, on a free port. */
  public static GitSshServer start(Path directory) {
    GitSshServer ssh = new GitSshServer(directory);
    ssh.server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    ssh.server.setKeyPairProvider(KeyPairProvider.wrap(ssh.host));
    ssh.server.setPublickeyAuthenticator(
        (name, key, session) -> name.equals("git") && KeyUtils.compareKeys(key, ssh.user()));
    ssh.server.setCommandFactory(
        (channel, command) ->
            new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
    try {
      ssh.server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ssh;
  }

  private PublicKey user() {
    return user.getPublic();
  }

  private static KeyPair newKey() {
    try {
      return KeyUtils.generateKeyPair(KEY_TYPE, KEY_SIZE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds a repository without commits, whose HEAD names a branch. */
  public BareRepository create(String name, String headBranch) {
    return BareRepository.create(directory.resolve(name + ".git"), headBranch);
  }

  /** Where a repository is reached. */
  public String url(String name) {
    return "ssh://git@127.0.0.1:" + server.getPort() + directory.resolve(name + ".git");
  }

  /** Writes the key of the one user that is let in. */
  public Path writeKey(Path file) {
    return write(user, file);
  }

  /** Writes a key that is not let in. */
  public static Path writeStrangersKey(Path file) {
    return write(newKey(), file);
  }

  private static Path write(KeyPair key, Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "a test", null, out);
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the file in which this server's key is known. */
  public Path writeKnownHosts(Path file) {
    String key = PublicKeyEntry.toString(host.getPublic());
    try {
      return Files.writeString(file, "[127.0.0.1]:" + server.getPort() + " " + key + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
