package org.versionservice.storage.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.proof.BareRepository;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.RemoteFixture;
import org.versionservice.storage.git.Stores;
import org.versionservice.storage.git.VersionsFiles;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;

/** Pushes to a real smart-HTTP remote and fetches from it. */
class RemoteTest extends RemoteFixture {

  @Override
  protected String headBranch() {
    return "master";
  }

  @Test
  void open_ofAFileOfTheGoService_servesAllAndPushesTheNext() {
    origin.commit("main", VersionsFile.NAME, VersionsFiles.byGo(20));
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      assertThat(storage.list()).hasSize(20);
      Receipt receipt = write(storage, "7-app05");
      assertThat(Stores.version(receipt)).isEqualTo("1.4.6");
      assertThat(receipt.pushState()).isEqualTo(PushState.PUSHED);
      assertThat(origin.head("main")).isEqualTo(receipt.commit());
      assertThat(origin.git().run("rev-list", "--count", "main")).containsExactly("2");
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void write_toAnEmptyRemote_makesTheBranchWhateverItsHeadSays(Durability durability) {
    try (GitStorage storage = open("a", durability)) {
      Receipt receipt = write(storage, "1-a");
      storage.pushPendingCommits();
      assertThat(Stores.version(receipt)).isEqualTo("1.0.1");
      assertThat(origin.head("main")).isEqualTo(receipt.commit());
      assertThat(origin.head("master")).isEmpty();
      origin.git().run("fsck", "--full", "--strict");
    }
  }

  @Test
  void write_ofSmallBatches_isKeptAsPacksByTheRemote() {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      storage.write(Stores.patches("1-app", 60));
      storage.write(Stores.patches("1-app", 60));
      String before = loose();
      storage.write(Stores.patches("1-app", 5));
      assertThat(loose()).isEqualTo(before);
      origin.git().run("fsck", "--full", "--strict");
    }
  }

  /** Returns the number of loose objects of the remote. */
  private String loose() {
    return origin.git().run("count-objects").get(0);
  }

  @Test
  void write_keepsOtherFilesOfTheBranch() {
    origin.commit("main", "README.md", "read me\n");
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a");
      assertThat(origin.read("main", "README.md")).isEqualTo("read me\n");
      assertThat(origin.read("main", VersionsFile.NAME)).contains("\"1-a\": {");
    }
  }

  @Test
  void write_whileTheRemoteIsAway_isPushedAfterARestart() {
    Receipt receipt;
    try (GitStorage storage = open("a", Durability.REMOTE_PREFERRED)) {
      write(storage, "1-a");
      server.failAll(503);
      receipt = write(storage, "1-a");
      assertThat(receipt.pushState()).isEqualTo(PushState.PENDING);
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DEGRADED);
      assertThat(storage.unpushed()).isEqualTo(1);
    }
    server.recover();
    try (GitStorage storage = open("a", Durability.REMOTE_PREFERRED)) {
      assertThat(storage.unpushed()).isZero();
      assertThat(origin.head("main")).isEqualTo(receipt.commit());
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.UP);
    }
  }

  @Test
  void write_afterTheBranchWasDeleted_doesNotMakeItAnew() {
    try (GitStorage storage = open("a", Durability.REMOTE);
        GitStorage other = open("b", Durability.REMOTE_PREFERRED)) {
      write(storage, "1-a");
      write(other, "1-a");
      origin.git().run("branch", "kept", "main");
      origin.git().run("update-ref", "-d", "refs/heads/main");
      assertThatThrownBy(() -> write(storage, "1-a")).hasMessageContaining("gone from the remote");
      assertThat(write(other, "1-a").pushState()).isEqualTo(PushState.PENDING);
      assertThat(other.health().details())
          .containsEntry("remote", "the branch is gone from the remote");
      assertThat(origin.head("main")).isEmpty();
      origin.git().run("branch", "main", "kept");
    }
    try (GitStorage other = open("b", Durability.REMOTE_PREFERRED)) {
      assertThat(other.unpushed()).isZero();
      assertThat(origin.read("main", VersionsFile.NAME)).contains("1.0.3");
    }
  }

  @Test
  void tryRemoteAgain_afterTheBranchWasPushedAnew_asksWithoutAPause() {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a");
      origin.git().run("update-ref", "-d", "refs/heads/main");
      storage.synchronise();
      BareRepository.at(temporary.resolve("a/.git"))
          .git()
          .run("push", "-q", "" + origin.directory(), "main");
      assertThat(storage.isBehind()).isFalse();
      assertThatThrownBy(() -> write(storage, "1-a")).hasMessageContaining("gone from the remote");
      storage.tryRemoteAgain();
      assertThat(storage.isBehind()).isFalse();
      assertThat(write(storage, "1-a").pushState()).isEqualTo(PushState.PUSHED);
    }
  }

  @Test
  void open_whileTheRemoteIsAway_servesWhatIsOnDisk() {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a");
    }
    server.failAll(503);
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      assertThat(current(storage, "1-a")).hasValue("1.0.1");
    }
  }

  @Test
  void open_whileTheRemoteIsAwayAndNothingIsOnDisk_isNotLoaded() {
    server.failAll(503);
    try (GitStorage storage = open("a", Durability.REMOTE_PREFERRED)) {
      assertThat(storage.isLoaded()).isFalse();
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DOWN);
      assertThatThrownBy(() -> write(storage, "1-a")).isInstanceOf(StorageException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 401, 403, 404})
  void write_whereEachAnswerIsToBePushed_isRefusedWhileTheRemoteRefuses(int status) {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a");
      Optional<CommitId> before = origin.head("main");
      server.failAll(status);
      assertUnavailable(storage);
      long requests = server.requests();
      assertUnavailable(storage);
      assertThat(server.requests()).as("the breaker spares the remote").isEqualTo(requests);
      assertThat(origin.head("main")).isEqualTo(before);
      assertThat(current(storage, "1-a")).hasValue("1.0.1");
    }
    server.recover();
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      assertThat(Stores.version(write(storage, "1-a"))).isEqualTo("1.0.2");
    }
  }

  /** A gateway answers this if it lost the server after it passed the push on. */
  @ParameterizedTest
  @ValueSource(ints = {502, 504})
  void write_whereOneAnswerOfAGatewaySaysNothing_isSettledBySendingAgain(int status) {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a");
      server.failNext(3, status);
      Receipt receipt = write(storage, "1-a");
      assertThat(Stores.version(receipt)).isEqualTo("1.0.2");
      assertThat(origin.head("main")).isEqualTo(receipt.commit());
    }
  }

  @Test
  void write_whilePushesAreDeclined_saysSoAndLosesNothing() {
    try (GitStorage storage = open("a", Durability.REMOTE_PREFERRED)) {
      origin.declinePushes("frozen\\033[31m until Monday");
      assertThat(write(storage, "1-a").pushState()).isEqualTo(PushState.PENDING);
      assertThat(storage.health().details().get("remote"))
          .contains("declines", "frozen [31m until Monday", "pre-receive hook declined");
      storage.tryRemoteAgain();
      storage.pushPendingCommits();
      assertThat(storage.health().details().get("remote")).contains("frozen");
    }
    origin.acceptPushes();
    try (GitStorage storage = open("a", Durability.REMOTE_PREFERRED)) {
      assertThat(storage.unpushed()).isZero();
      assertThat(current(storage, "1-a")).hasValue("1.0.1");
    }
  }

  /** A push that was killed at the remote leaves such a lock. */
  @Test
  void write_whileTheRemotesBranchIsLocked_isPossibleSoonAfter() throws IOException {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a");
      Path lock = Files.createFile(origin.directory().resolve("refs/heads/main.lock"));
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> write(storage, "1-a"))
          .withMessageContaining("declines")
          .satisfies(failure -> assertThat(failure.retryAfter()).isLessThan(Duration.ofSeconds(3)));
      Files.delete(lock);
      storage.tryRemoteAgain();
      assertThat(Stores.version(write(storage, "1-a"))).isEqualTo("1.0.2");
    }
  }

  @Test
  void write_afterAnotherReplica_goesOnFromIts() {
    try (GitStorage a = open("a", Durability.REMOTE);
        GitStorage b = open("b", Durability.REMOTE)) {
      assertThat(Stores.version(write(a, "1-a"))).isEqualTo("1.0.1");
      assertThat(Stores.version(write(b, "1-a"))).isEqualTo("1.0.2");
      assertThat(Stores.version(write(a, "1-a"))).isEqualTo("1.0.3");
      assertThat(requestIds()).as("also of what was made again").hasSize(3);
      assertThat(origin.pastHeads("main")).hasSize(3);
    }
  }

  @Test
  void refusal_afterAnotherReplicaMadeTheApp_isDecidedOnItsState() {
    try (GitStorage a = open("a", Durability.REMOTE);
        GitStorage b = open("b", Durability.REMOTE)) {
      write(a, "1-a");
      assertThat(b.delete(new ApplicationId("1-a"))).isTrue();
    }
  }

  @Test
  void synchronise_afterBothSidesMovedOn_keepsWhatBothGaveOut() {
    try (GitStorage there = open("there", Durability.REMOTE);
        GitStorage here = open("here", Durability.REMOTE_PREFERRED)) {
      write(there, "1-a");
      here.synchronise();
      server.failAll(503);
      here.write(List.of(Stores.patch("1-a"), Stores.patch("1-a"), Stores.patch("1-b")));
      server.recover();
      assertThat(current(here, "1-a")).hasValue("1.0.3");
      assertThat(Stores.version(write(there, "1-a"))).isEqualTo("1.0.2");
    }
    try (GitStorage here = open("here", Durability.REMOTE_PREFERRED)) {
      assertThat(current(here, "1-a")).hasValue("1.0.3");
      assertThat(current(here, "1-b")).hasValue("1.0.1");
      assertThat(here.conflicts())
          .extracting(conflict -> conflict.transition().version().toString())
          .containsExactly("1.0.3", "1.0.2");
      assertThat(here.unpushed()).isZero();
      List<CommitId> heads = origin.pastHeads("main");
      heads.forEach(
          head ->
              assertThat(origin.git().succeeds("merge-base", "--is-ancestor", head.value(), "main"))
                  .isTrue());
      assertThat(Stores.version(write(here, "1-a"))).isEqualTo("1.0.4");
    }
    try (GitStorage again = open("again", Durability.REMOTE_PREFERRED)) {
      assertThat(again.conflicts()).as("told by the commits").hasSize(2);
    }
    assertThat(requestIds()).as("also of what was brought").hasSize(6);
  }

  /** Returns the request ids of all commits; each must have one. */
  private List<String> requestIds() {
    List<String> ids =
        origin.git().run("log", "--format=%(trailers:key=Request-Id,valueonly,separator=)", "main");
    assertThat(ids).containsOnly(Stores.REQUEST_ID);
    return ids;
  }

  @Test
  void open_ofACorruptFile_isDownUntilSomebodyMendsIt() {
    String corrupt = VersionsFiles.own("1-a", "1.0");
    CommitId bad = origin.commit("main", VersionsFile.NAME, corrupt);
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      assertDefect(storage);
      assertThat(origin.head("main")).hasValue(bad);
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.0"));
      storage.synchronise();
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.UP);
      assertThat(Stores.version(write(storage, "1-a"))).isEqualTo("1.0.1");
    }
  }

  @Test
  void synchronise_withAFileThatBecameCorrupt_goesOnServingTheLastGoodState() {
    origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.0"));
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a");
      CommitId bad = origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0"));
      storage.synchronise();
      assertDefect(storage);
      assertThat(current(storage, "1-a")).hasValue("1.0.1");
      assertThat(origin.head("main")).hasValue(bad);
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.0"));
      storage.synchronise();
      assertThat(Stores.version(write(storage, "1-a")))
          .as("what was issued is not issued again although the file was set back")
          .isEqualTo("1.0.2");
    }
  }

  @Test
  void write_onAnotherBranch_leavesTheOthersAlone() {
    CommitId other = origin.commit("main", "README.md", "read me\n");
    GitSettings main = settings("a", Durability.REMOTE);
    GitSettings settings =
        new GitSettings(
            main.directory(),
            main.remote(),
            "release/versions",
            main.credentials(),
            main.timeout(),
            main.fetchInterval(),
            main.pushInterval(),
            main.durability(),
            main.layout(),
            main.keysKeptFor(),
            Optional.empty(),
            Optional.empty());
    try (GitStorage storage = Stores.open(settings)) {
      Receipt receipt = write(storage, "1-a");
      assertThat(origin.head("release/versions")).isEqualTo(receipt.commit());
      assertThat(origin.head("main")).hasValue(other);
    }
  }

  private static Receipt write(GitStorage storage, String app) {
    return storage.write(List.of(Stores.patch(app))).get(0);
  }

  private static Optional<String> current(GitStorage storage, String app) {
    return storage.get(new ApplicationId(app)).map(entry -> entry.current().toString());
  }

  private static void assertUnavailable(GitStorage storage) {
    assertThatThrownBy(() -> write(storage, "1-a"))
        .isInstanceOfSatisfying(
            StorageException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE);
              assertThat(failure.retryAfter()).isPositive();
            });
  }

  private static void assertDefect(GitStorage storage) {
    StorageHealth health = storage.health();
    assertThat(health.status()).isEqualTo(StorageHealth.Status.DOWN);
    assertThat(health.details().get("defect")).contains("versions.json", "line 4");
    assertThatThrownBy(() -> write(storage, "1-a")).isInstanceOf(StorageException.class);
  }
}
