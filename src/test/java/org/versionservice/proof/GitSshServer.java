package org.versionservice.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;

/** A Git remote on loopback over SSH: the git commands behind Apache MINA's server. */
public final class GitSshServer implements AutoCloseable {

  private static final String KEY_TYPE = "ecdsa-sha2-nistp256";
  private static final int KEY_SIZE = 256;
  private static final Path OPENSSH = Path.of("/usr/sbin/sshd");
  private static final String USER = System.getProperty("user.name");

  private final Path directory;
  private final KeyPair host = newKey();
  private final KeyPair user = newKey();
  private int port;
  private AutoCloseable server = () -> {};

  private GitSshServer(Path directory) {
    this.directory = directory;
  }

  /** Starts a server of the repositories below a directory, on a free port. */
  public static GitSshServer start(Path directory) {
    GitSshServer ssh = new GitSshServer(directory);
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.setKeyPairProvider(KeyPairProvider.wrap(ssh.host));
    server.setPublickeyAuthenticator(
        (name, key, session) -> name.equals(USER) && KeyUtils.compareKeys(key, ssh.user()));
    server.setCommandFactory(
        (channel, command) ->
            new ProcessShellFactory(command, "sh", "-c", command).createShell(channel));
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ssh.port = server.getPort();
    ssh.server = () -> server.stop(true);
    return ssh;
  }

  /** Returns whether OpenSSH's server is installed. */
  public static boolean isOpenSshThere() {
    return Files.isExecutable(OPENSSH) && Files.isDirectory(Path.of("/run/sshd"));
  }

  /** Starts OpenSSH's server instead. */
  public static GitSshServer startOpenSsh(Path directory) {
    GitSshServer ssh = new GitSshServer(directory);
    try {
      Process process = ssh.openSsh();
      ssh.server = process::destroy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("OpenSSH").atMost(Duration.ofSeconds(20)).until(() -> listens(ssh.port));
    return ssh;
  }

  private Process openSsh() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path key = write(host, directory.resolve("host_key"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path users =
        Files.writeString(directory.resolve("users"), PublicKeyEntry.toString(user()) + "\n");
    return new ProcessBuilder(
            OPENSSH.toString(),
            "-D",
            "-f/dev/null",
            "-oListenAddress=127.0.0.1:" + port,
            "-oHostKey=" + key,
            "-oAuthorizedKeysFile=" + users,
            "-oPidFile=none",
            "-oStrictModes=no",
            "-oUsePAM=no")
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("sshd.log").toFile())
        .start();
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
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

  /** Creates a repository without commits. */
  public BareRepository create(String name, String headBranch) {
    return BareRepository.create(directory.resolve(name + ".git"), headBranch);
  }

  /** Returns a repository's URL. */
  public String url(String name) {
    return "ssh://" + USER + "@127.0.0.1:" + port + directory.resolve(name + ".git");
  }

  /** Writes the private key of the only accepted user. */
  public Path writeKey(Path file) {
    return write(user, file);
  }

  /** Writes a private key that is refused. */
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

  /** Writes a file of known hosts with this server's key. */
  public Path writeKnownHosts(Path file) {
    String key = PublicKeyEntry.toString(host.getPublic());
    try {
      return Files.writeString(file, "[127.0.0.1]:" + port + " " + key + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
