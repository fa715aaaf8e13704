package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.CredentialTrap;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.versionsfile.VersionsFile;

/** The service finds a moved repository on the same server, and sends the token only there. */
class RedirectTest {

  private static final String REFERENCES = "/info/refs";
  private static final String UPLOAD = "/git-upload-pack";
  private static final String RECEIVE = "/git-receive-pack";

  @TempDir Path temporary;
  private GitHttpServer server;
  private BareRepository origin;
  private CredentialTrap trap;

  @BeforeEach
  void start() {
    server = GitHttpServer.start(temporary);
    origin = server.create("versions", "main");
    origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.0"));
    trap = CredentialTrap.start();
  }

  @AfterEach
  void stop() {
    server.close();
    trap.close();
  }

  /** GitLab redirects a URL without {@code .git}. */
  @Test
  void write_whereOnlyReferencesAreRedirected_clonesFetchesAndPushes() {
    server.redirect("/team/old", "/versions.git", REFERENCES);
    assertWorksAt("/team/old");
  }

  /** The repository was renamed. */
  @Test
  void write_whereAllIsRedirected_clonesFetchesAndPushes() {
    server.redirect("/team/old.git", "/versions.git", REFERENCES, UPLOAD, RECEIVE);
    assertWorksAt("/team/old.git");
  }

  private void assertWorksAt(String path) {
    try (GitStorage storage = open(path)) {
      assertThat(write(storage).pushState()).isEqualTo(PushState.PUSHED);
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.5.0"));
      storage.synchronise();
      Receipt receipt = write(storage);
      assertThat(Stores.version(receipt)).isEqualTo("1.5.1");
      assertThat(origin.head("main")).isEqualTo(receipt.commit());
    }
    try (GitStorage again = open(path)) {
      assertThat(Stores.version(write(again))).isEqualTo("1.5.2");
    }
  }

  @Test
  void write_afterTheRepositoryWasRenamed_goesOnThere() {
    try (GitStorage storage = open("/versions.git")) {
      write(storage);
      server.create("new", "main").git().run("fetch", "-q", "../versions.git", "main:main");
      server.redirect("/versions.git", "/new.git", REFERENCES, UPLOAD, RECEIVE);
      assertThat(write(storage).pushState()).isEqualTo(PushState.PUSHED);
    }
  }

  @Test
  void open_ofAUrlThatLeadsElsewhere_keepsTheTokenAndSaysWhere() {
    server.redirect("/old.git", trap.url() + "/versions.git", REFERENCES, UPLOAD, RECEIVE);
    try (GitStorage storage = open("/old.git")) {
      assertThat(storage.isLoaded()).isFalse();
      assertThat(storage.health().details().get("remote"))
          .contains("redirects to " + trap.url(), "GIT_REPO_URL");
    }
    assertThat(trap.caught()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {UPLOAD, RECEIVE})
  void write_whereARequestIsLedElsewhere_keepsTheToken(String service) {
    try (GitStorage storage = open("/versions.git")) {
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.5.0"));
      server.redirect("/versions.git", trap.url() + "/versions.git", service);
      assertThatThrownBy(() -> write(storage)).isInstanceOf(StorageException.class);
      assertThat(storage.health().details().get("remote")).contains("redirects to " + trap.url());
    }
    assertThat(trap.caught()).isEmpty();
  }

  /** JGit asks for the references again if a server does not accept a direct push. */
  @Test
  void write_whereJGitIsLedElsewhere_keepsTheToken() {
    try (GitStorage storage = open("/versions.git", Durability.REMOTE_PREFERRED)) {
      server.failAll(405);
      server.redirectPushReferences("/versions.git", trap.url() + "/versions.git");
      assertThat(write(storage).pushState()).isEqualTo(PushState.PENDING);
      assertThat(storage.health().details().get("remote")).isEqualTo("pushing failed");
    }
    assertThat(trap.caught()).isEmpty();
  }

  /** Many servers redirect a client without access to a login page. */
  @Test
  void open_ofAUrlThatLeadsToAPage_saysSo() {
    server.redirect("/versions.git", "/users/sign_in?from=", REFERENCES);
    try (GitStorage storage = open("/versions.git")) {
      assertThat(storage.health().details().get("remote")).contains("a page to log in");
    }
  }

  private GitStorage open(String path) {
    return open(path, Durability.REMOTE);
  }

  private GitStorage open(String path, Durability durability) {
    String url = "http://127.0.0.1:" + server.port() + path;
    return Stores.open(Stores.settings(temporary.resolve("data"), Optional.of(url), durability));
  }

  private static Receipt write(GitStorage storage) {
    return storage.write(List.of(Stores.patch("1-a"))).get(0);
  }
}
