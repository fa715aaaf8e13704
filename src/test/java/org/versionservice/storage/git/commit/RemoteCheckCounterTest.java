package org.versionservice.storage.git.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.Stores;

/** A store knows when it last had all commits of the remote. */
class RemoteCheckCounterTest {

  @TempDir Path temporary;

  @Test
  void withoutARemote_nothingIsEverMissing() {
    try (GitStorage storage = Stores.open(Stores.localOnly(temporary))) {
      assertThat(storage.remoteChecksEnded()).isEqualTo(Long.MAX_VALUE);
      assertThat(storage.remoteChecksBegun()).isLessThan(Long.MAX_VALUE);
    }
  }

  @Test
  void comparison_endsWell_onlyIfTheRemoteAnswered_andAllWasTakenOver() {
    try (GitHttpServer server = GitHttpServer.start(temporary)) {
      server.create("versions.git", "main");
      try (GitStorage first = open("first", server);
          GitStorage second = open("second", server)) {
        assertThat(isNewestOver(first)).as("opened").isTrue();
        first.write(List.of(Stores.patch("1-a")));
        assertThat(isNewestOver(first)).as("pushed").isTrue();
        assertThat(second.isBehind()).isTrue();
        assertThat(isNewestOver(second)).as("seen, not taken over").isFalse();
        second.synchronise();
        assertThat(isNewestOver(second)).as("taken over").isTrue();
        assertThat(second.isBehind()).isFalse();
        assertThat(isNewestOver(second)).as("nothing new").isTrue();
        second.write(List.of(Stores.delete("1-nobody")));
        assertThat(isNewestOver(second)).as("nothing written").isFalse();
        server.failAll(503);
        second.synchronise();
        assertThat(isNewestOver(second)).as("no answer").isFalse();
      }
    }
  }

  /** Returns whether the comparison that began last succeeded. */
  private static boolean isNewestOver(GitStorage storage) {
    return storage.remoteChecksBegun() == storage.remoteChecksEnded();
  }

  private GitStorage open(String name, GitHttpServer server) {
    return Stores.open(
        Stores.settings(
            temporary.resolve(name),
            Optional.of(server.url("versions.git")),
            Durability.REMOTE_PREFERRED));
  }
}
