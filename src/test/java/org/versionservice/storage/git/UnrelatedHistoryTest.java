package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.versionservice.proof.BareRepository;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth.Status;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;

/** A branch without a common commit is taken over only if its content is the same. */
class UnrelatedHistoryTest {

  @TempDir Path temporary;
  private BareRepository staging;
  private BareRepository production;

  @BeforeEach
  void create() {
    staging = BareRepository.create(temporary.resolve("staging.git"), "main");
    production = BareRepository.create(temporary.resolve("production.git"), "main");
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void dataDirectoryOfAnotherRemote_pushesAndIssuesNothing(Durability durability) {
    try (GitStorage there = open("there", production, durability)) {
      for (int i = 0; i < 3; i++) {
        there.write(List.of(Stores.patch("1-a"), Stores.patch("2-b")));
      }
      there.pushPendingCommits();
    }
    try (GitStorage here = open("here", staging, durability)) {
      here.write(List.of(Stores.patch("1-a"), Stores.patch("1-a")));
      here.pushPendingCommits();
    }
    String theirs = head(production);
    String ours = head(staging);
    try (GitStorage mixedUp = open("here", production, durability)) {
      assertThat(mixedUp.health().status()).isEqualTo(Status.DOWN);
      assertThat(mixedUp.health().details().get("defect")).contains(theirs, ours);
      assertThatThrownBy(() -> mixedUp.write(List.of(Stores.patch("1-a"))))
          .isInstanceOf(StorageException.class);
      mixedUp.pushPendingCommits();
      mixedUp.synchronise();
      assertThat(current(mixedUp)).hasValue("1.0.2");
      assertThat(head(production)).isEqualTo(theirs);
    }
    try (GitStorage healed = open("here", staging, durability)) {
      assertThat(healed.health().status()).isEqualTo(Status.UP);
      assertThat(next(healed, "1-a")).isEqualTo("1.0.3");
    }
    assertThat(head(production)).isEqualTo(theirs);
  }

  @Test
  void branchThatBecameOneCommit_isTakenOverWithoutConflicts() throws IOException {
    try (GitStorage running = open("running", staging, Durability.REMOTE_PREFERRED);
        EditedBranch branch = new EditedBranch(staging.directory())) {
      running.write(List.of(Stores.patch("1-a"), Stores.patch("1-a"), Stores.patch("1-gone")));
      running.write(List.of(Stores.patch("2-b"), Stores.delete("1-gone")));
      branch.move(branch.make(branch.file(), "All so far", List.of()));
      try (GitStorage other = open("other", staging, Durability.REMOTE)) {
        assertThat(next(other, "2-b")).isEqualTo("1.0.2");
      }
      running.synchronise();
      assertThat(running.health().status()).isEqualTo(Status.UP);
      assertThat(running.conflicts()).isEmpty();
      assertThat(next(running, "1-a")).isEqualTo("1.0.3");
      assertThat(next(running, "2-b")).isEqualTo("1.0.3");
      assertThat(next(running, "1-gone")).isEqualTo("1.0.2");
      assertThat(staging.git().run("rev-list", "--count", "main")).containsExactly("5");
    }
  }

  @Test
  void numbersThatAReplacedBranchForgot_areNotIssuedAgain() throws IOException {
    try (GitStorage running = open("running", staging, Durability.REMOTE);
        EditedBranch branch = new EditedBranch(staging.directory())) {
      running.write(List.of(Stores.patch("1-a"), Stores.patch("1-a"), Stores.patch("2-b")));
      branch.commit(VersionsFiles.own("2-b", "1.0.1").getBytes(UTF_8));
      running.synchronise();
      branch.move(branch.make(branch.file(), "All so far", List.of()));
      running.synchronise();
      assertThat(next(running, "2-b")).isEqualTo("1.0.2");
    }
    try (GitStorage fresh = open("fresh", staging, Durability.REMOTE)) {
      assertThat(next(fresh, "1-a")).isEqualTo("1.0.3");
    }
  }

  @Test
  void changesThatAReplacedBranchLacks_areNotDropped() throws IOException {
    Path away = temporary.resolve("away.git");
    try (GitStorage running = open("running", staging, Durability.REMOTE_PREFERRED);
        EditedBranch branch = new EditedBranch(staging.directory())) {
      running.write(List.of(Stores.patch("1-a"), Stores.patch("2-b")));
      ObjectId before = branch.head().orElseThrow();
      Files.move(staging.directory(), away);
      Receipt receipt = running.write(List.of(Stores.patch("1-a"))).get(0);
      assertThat(receipt.pushState()).isEqualTo(PushState.PENDING);
      Files.move(away, staging.directory());
      branch.move(branch.make(branch.file(), "All so far", List.of()));
      String replaced = head(staging);
      running.tryRemoteAgain();
      running.synchronise();
      assertThat(running.health().status()).isEqualTo(Status.DOWN);
      assertThat(running.health().details().get("defect"))
          .contains(replaced, receipt.commit().orElseThrow().value());
      assertThat(head(staging)).isEqualTo(replaced);
      branch.move(before);
      running.synchronise();
      assertThat(running.health().status()).isEqualTo(Status.UP);
      assertThat(running.unpushed()).isZero();
      assertThat(next(running, "1-a")).isEqualTo("1.0.3");
    }
  }

  private static String head(BareRepository repository) {
    return repository.head("main").map(CommitId::value).orElseThrow();
  }

  private static Optional<String> current(GitStorage storage) {
    return storage.get(new ApplicationId("1-a")).map(entry -> entry.current().toString());
  }

  private static String next(GitStorage storage, String app) {
    return Stores.version(storage.write(List.of(Stores.patch(app))).get(0));
  }

  private GitStorage open(String replica, BareRepository remote, Durability durability) {
    Optional<String> url = Optional.of(remote.directory().toUri().toString());
    return Stores.open(Stores.settings(temporary.resolve(replica), url, durability));
  }
}
