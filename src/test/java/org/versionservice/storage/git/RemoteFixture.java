package org.versionservice.storage.git;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;

/** The base class of tests with a smart-HTTP remote, which is empty before each test. */
public abstract class RemoteFixture {

  private static final String REPOSITORY = "versions.git";

  @TempDir protected Path temporary;
  protected GitHttpServer server;
  protected BareRepository origin;

  @BeforeEach
  protected final void startServer() {
    server = GitHttpServer.start(temporary);
    origin = server.create(REPOSITORY, headBranch());
  }

  @AfterEach
  protected final void stopServer() {
    server.close();
  }

  /** Returns the branch that the remote's HEAD names. */
  protected String headBranch() {
    return "main";
  }

  protected final String url() {
    return server.url(REPOSITORY);
  }

  /** Returns the settings of a replica with a data directory of its own. */
  protected final GitSettings settings(String replica, Durability durability) {
    return Stores.settings(temporary.resolve(replica), Optional.of(url()), durability);
  }

  protected final GitStorage open(String replica, Durability durability) {
    return Stores.open(settings(replica, durability));
  }
}
