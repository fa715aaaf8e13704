package org.versionservice.storage.git;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import org.versionservice.proof.GitSshServer;

/** Runs the SSH tests against the server of OpenSSH. */
@EnabledIf("org.versionservice.proof.GitSshServer#isOpenSshThere")
class OpenSshRemoteTest extends SshRemoteTest {

  @Override
  GitSshServer startServer(Path directory) {
    return GitSshServer.startOpenSsh(directory);
  }
}
