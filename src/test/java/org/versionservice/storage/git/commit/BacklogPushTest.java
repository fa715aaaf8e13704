package org.versionservice.storage.git.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.RemoteFixture;
import org.versionservice.storage.git.Stores;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;

/** The backlog reaches the remote without a forced push. */
class BacklogPushTest extends RemoteFixture {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Test
  void conflict_ofAStepThatIsBroughtAgainAndAgain_isReportedOnce() {
    try (GitStorage there = open("there", Durability.REMOTE);
        GitStorage here = open("here", Durability.REMOTE_PREFERRED)) {
      there.write(List.of(Stores.patch("1-a")));
      here.synchronise();
      server.failAll(503);
      here.write(List.of(Stores.patch("1-a"), Stores.patch("1-a")));
      server.recover();
      for (int i = 0; i < 3; i++) {
        there.write(List.of(Stores.patch("1-a"), Stores.patch("1-b")));
        origin.declinePushes("frozen");
        here.tryRemoteAgain();
        here.synchronise();
        assertThat(here.conflicts()).as("brought, not pushed").hasSize(2);
        origin.acceptPushes();
      }
      here.tryRemoteAgain();
      here.synchronise();
      assertThat(here.unpushed()).isZero();
      assertThat(here.conflicts())
          .extracting(CommittedTransition::commit)
          .as("the commits that are there")
          .allMatch(commit -> isPushed(commit))
          .hasSize(2);
    }
  }

  private boolean isPushed(CommitId commit) {
    return origin.git().succeeds("merge-base", "--is-ancestor", commit.value(), "main");
  }

  @Test
  void push_byManyThreadsBesideAWriter_isOneAtATimeAndLeavesNothing() {
    server.delayPushes(Duration.ofMillis(20));
    try (GitStorage storage = open("a", Durability.LOCAL)) {
      List<CompletableFuture<Integer>> pushes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        storage.write(Stores.patches("1-app", 3));
        pushes.add(CompletableFuture.supplyAsync(storage::pushPendingCommits));
      }
      pushes.forEach(CompletableFuture::join);
      assertThat(storage.unpushed()).isZero();
      assertThat(origin.git().run("rev-list", "--count", "main")).containsExactly("120");
      assertThat(server.mostPushesAtOnce()).isEqualTo(1);
    }
  }

  @Test
  void push_thatFailed_isSeenByTheTimerAndByHealth() {
    try (GitStorage storage = open("a", Durability.LOCAL)) {
      storage.write(List.of(Stores.patch("1-a")));
      assertThat(storage.isOutOfStep()).as("nobody has pushed it").isTrue();
      origin.declinePushes("frozen");
      assertThat(storage.pushPendingCommits()).isEqualTo(1);
      assertThat(storage.isOutOfStep()).as("it is not time to try again").isFalse();
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DEGRADED);
      origin.acceptPushes();
      storage.tryRemoteAgain();
      assertThat(storage.isBehind()).as("there is nothing to take over").isFalse();
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DEGRADED);
      assertThat(storage.isOutOfStep()).isTrue();
      assertThat(storage.pushPendingCommits()).isZero();
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.UP);
    }
  }

  @Test
  void push_thatIsDeclined_isNotRepeatedBecauseTheRemoteAnswersOtherwise() {
    try (GitStorage storage = open("a", Durability.REMOTE_PREFERRED)) {
      origin.declinePushes("frozen");
      storage.write(List.of(Stores.patch("1-a")));
      long pushes = server.pushes();
      for (int i = 0; i < 5; i++) {
        storage.isBehind();
        storage.synchronise();
        storage.pushPendingCommits();
        storage.write(List.of(Stores.patch("1-a")));
      }
      assertThat(server.pushes()).as("at most one retry, on a busy machine").isLessThan(3 * pushes);
      assertThat(storage.health().details()).containsEntry("unpushed", "6");
    }
  }

  @Test
  void push_ofMoreThanAProxyTakes_getsThereInSlices() {
    try (GitStorage storage = open("a", Durability.LOCAL)) {
      for (int i = 0; i < 3; i++) {
        storage.write(Stores.patches("1-app", 200));
      }
      server.limitPushes(100_000);
      await()
          .atMost(TIMEOUT)
          .until(
              () -> {
                storage.tryRemoteAgain();
                return storage.pushPendingCommits() == 0;
              });
      assertThat(server.pushesTooLarge()).isBetween(1, 10);
      assertThat(origin.pastHeads("main")).hasSizeBetween(2, 20);
      assertThat(origin.git().run("rev-list", "--count", "main")).containsExactly("600");
    }
  }

  /** Writes one batch, which is answered after all of it landed. */
  @Test
  void write_ofMoreThanAProxyTakes_getsThereInSlices() {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      storage.write(List.of(Stores.patch("1-a")));
      server.limitPushes(100_000);
      assertThat(storage.write(Stores.patches("1-app", 600)))
          .allMatch(receipt -> receipt.pushState() == PushState.PUSHED);
      assertThat(origin.git().run("rev-list", "--count", "main")).containsExactly("601");
    }
  }

  @Test
  void batch_whileOnlyPushesFail_isDecidedOnWhatTheRemoteHas() {
    try (GitStorage there = open("there", Durability.REMOTE);
        GitStorage here = open("here", Durability.REMOTE_PREFERRED)) {
      there.write(List.of(Stores.patch("1-a")));
      here.synchronise();
      origin.declinePushes("frozen");
      here.write(List.of(Stores.patch("1-b")));
      origin.acceptPushes();
      there.write(List.of(Stores.patch("1-a")));
      assertThat(Stores.version(here.write(List.of(Stores.patch("1-a"))).get(0)))
          .isEqualTo("1.0.3");
    }
  }
}
