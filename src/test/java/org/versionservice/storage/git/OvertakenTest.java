package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.Fault;
import org.versionservice.proof.FaultProxy;
import org.versionservice.storage.Durability;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;

/** A push landed, its answer was lost, and another client committed on top of it. */
class OvertakenTest extends RemoteFixture {

  /** Commits a tree as another client. */
  private static final String COMMIT =
      "git update-ref refs/heads/main $(git commit-tree -m edit -p refs/heads/main $tree)\n";

  /** Commits a file without its content, so that the branch cannot be fetched. */
  private static final String BREAK =
      "tree=$(printf '100644 blob %040d\\tlost\\n' 1 | git mktree --missing)\n" + COMMIT;

  /** Commits a file that holds another app only. */
  private static final String EDIT =
      """
      blob=$(git hash-object -w ../edited.json)
      tree=$(printf '100644 blob %s\\tversions.json\\n' $blob | git mktree)
      """
          + COMMIT;

  private static final String DECLINE =
      "printf '#!/bin/sh\\nexit 1\\n' > hooks/pre-receive; chmod +x hooks/pre-receive\n";

  private FaultProxy network;
  private GitStorage storage;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(temporary.resolve("edited.json"), VersionsFiles.own("1-b", "1.0.0"));
    network = new FaultProxy(server.port(), Duration.ofMillis(100), 1);
    storage =
        Stores.open(
            Stores.settings(
                temporary.resolve("data"), Optional.of(network.url(url())), Durability.REMOTE));
    network.plan().next(Fault.DROP_ANSWER, 1);
  }

  @AfterEach
  void stop() {
    storage.close();
    network.close();
  }

  @Test
  void write_isAnsweredAsMade() {
    origin.afterNextPush(EDIT);

    Receipt receipt = storage.write(List.of(Stores.patch("1-a"))).get(0);

    assertThat(Stores.version(receipt)).isEqualTo("1.0.1");
    assertThat(origin.git().run("log", "--format=%s", "main")).containsExactly("edit", "1-a 1.0.1");
  }

  /** Behind a commit that is known here, only the new ones are read. */
  @Test
  void write_onAKnownCommit_isAnsweredAsMade() {
    network.heal();
    storage.write(List.of(Stores.patch("1-c")));
    network.plan().next(Fault.DROP_ANSWER, 1);
    origin.afterNextPush(EDIT);

    Receipt receipt = storage.write(List.of(Stores.patch("1-a"))).get(0);

    assertThat(Stores.version(receipt)).isEqualTo("1.0.1");
    assertThat(origin.git().run("log", "--format=%s", "main"))
        .containsExactly("edit", "1-a 1.0.1", "1-c 1.0.1");
  }

  @Test
  void write_whereTheOtherCommitsCannotBeFetched_isNotSaidToBeUndone() {
    origin.afterNextPush(BREAK);

    assertOutcomeUnknown(() -> storage.write(List.of(Stores.patch("1-a"))));
  }

  @Test
  void write_whereTheOtherCommitsAreNotValid_isNotSaidToBeUndone() {
    origin.afterNextPush("echo no JSON > ../edited.json\n" + EDIT);

    assertOutcomeUnknown(() -> storage.write(List.of(Stores.patch("1-a"))));
  }

  /** The delete finds an app only now, and its commit cannot be pushed. */
  @Test
  void write_whereTheRestOfTheBatchFails_isNotSaidToBeUndone() {
    origin.afterNextPush(EDIT + DECLINE);

    assertOutcomeUnknown(() -> storage.write(List.of(Stores.patch("1-a"), Stores.delete("1-b"))));
  }

  /** The first push lands, the second is declined, and then the remote cannot be asked. */
  @Test
  void write_thatArrivesTwice_isNotSaidToBeUndone() {
    network.heal();
    network.plan().next(Fault.TWICE, 1);
    origin.afterNextPush("git config http.uploadpack false\n");

    assertOutcomeUnknown(() -> storage.write(List.of(Stores.patch("1-a"))));
  }

  private void assertOutcomeUnknown(ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOfSatisfying(
            StorageException.class,
            failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.OUTCOME_UNKNOWN));
    assertThat(origin.git().run("log", "--format=%s", "main")).contains("1-a 1.0.1");
  }
}
