package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitCommand;
import org.versionservice.storage.HistoryEntry;
import org.versionservice.storage.HistoryPage;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommitPrefix;
import org.versionservice.version.Transition;

/** Reads the history of each app, and the whole registry at some time, from the commits. */
class HistoryTest {

  private static final ApplicationId APP = new ApplicationId("1-a");

  @TempDir Path temporary;

  @Test
  void of_app_hasItsStepsNewestFirst() {
    try (GitStorage storage = open()) {
      Receipt first = write(storage, Stores.patch("1-a"));
      write(storage, Stores.patch("1-b"));
      write(storage, Stores.set("1-a", "2.0.0"));
      Receipt last = write(storage, Stores.delete("1-a"));

      List<HistoryEntry> entries = page(storage, Optional.empty(), 50).entries();

      assertThat(entries)
          .extracting(HistoryEntry::type)
          .containsExactly(Transition.Type.DELETE, Transition.Type.SET, Transition.Type.PATCH);
      assertThat(entries)
          .extracting(entry -> entry.version().toString())
          .containsExactly("2.0.0", "2.0.0", "1.0.1");
      assertThat(entries)
          .extracting(entry -> entry.previous().map(Object::toString).orElse(""))
          .containsExactly("2.0.0", "1.0.1", "1.0.0");
      assertThat(entries).extracting(HistoryEntry::revision).containsExactly(3L, 2L, 1L);
      assertThat(entries.get(2).commit()).isEqualTo(first.commit().orElseThrow());
      assertThat(entries.get(0).commit()).isEqualTo(last.commit().orElseThrow());
      assertThat(entries.get(0).message()).isEqualTo("1-a deleted");
      assertThat(entries.get(1).message()).isEqualTo("1-a 2.0.0");
      assertThat(entries).allMatch(entry -> entry.by().equals("Ada Lovelace"));
    }
  }

  @Test
  void of_app_isReadInParts() {
    try (GitStorage storage = open()) {
      for (int i = 0; i < 7; i++) {
        storage.write(List.of(Stores.patch("1-a"), Stores.patch("1-b")));
      }
      HistoryPage whole = page(storage, Optional.empty(), 7);
      assertThat(whole.entries()).hasSize(7);
      assertThat(whole.next()).isEmpty();
      assertThat(whole.newest()).hasValue(whole.entries().get(0).commit());

      HistoryPage first = page(storage, Optional.empty(), 3);
      HistoryPage second = page(storage, last(first), 3);
      HistoryPage third = page(storage, last(second), 3);
      assertThat(first.entries()).isEqualTo(whole.entries().subList(0, 3));
      assertThat(second.entries()).isEqualTo(whole.entries().subList(3, 6));
      assertThat(third.entries()).isEqualTo(whole.entries().subList(6, 7));
      assertThat(List.of(first.next(), second.next(), third.next()))
          .containsExactly(
              Optional.of(first.entries().get(2).commit()),
              Optional.of(second.entries().get(2).commit()),
              Optional.empty());
      assertThat(third.newest()).isEqualTo(whole.newest());
      assertThat(page(storage, last(third), 3).entries()).isEmpty();
    }
  }

  @Test
  void of_before_takesAnyCommitOfTheBranchAlsoAbbreviated() {
    try (GitStorage storage = open()) {
      write(storage, Stores.patch("1-a"));
      CommitId between = write(storage, Stores.patch("1-b")).commit().orElseThrow();
      write(storage, Stores.patch("1-a"));

      for (int digits = 7; digits <= 40; digits += 11) {
        Optional<CommitPrefix> before = prefix(between.value().substring(0, digits));
        assertThat(page(storage, before, 9).entries())
            .extracting(entry -> entry.version().toString())
            .containsExactly("1.0.1");
      }
      assertThat(storage.history().of(APP, prefix("0".repeat(40)), 9, all -> true)).isEmpty();
      assertThat(storage.history().of(APP, prefix("0".repeat(7)), 9, all -> true)).isEmpty();
    }
  }

  /** The first deletion ever adds a section to the file. */
  @Test
  void at_eachCommitOfAProjectsDelete_hasOneAppLess() {
    try (GitStorage storage = open()) {
      storage.write(Stores.patches("1-", 3));
      write(storage, Stores.deleteProject("1"));

      List<String> newestFirst = new GitCommand(temporary).run("log", "--format=%H", "main");

      assertThat(newestFirst)
          .extracting(id -> storage.history().at(prefix(id).orElseThrow()).orElseThrow())
          .extracting(state -> state.registry().all().size())
          .containsExactly(0, 1, 2, 3, 2, 1);
    }
  }

  @Test
  void of_unknownApp_isEmpty() {
    try (GitStorage storage = open()) {
      assertThat(page(storage, Optional.empty(), 9).entries()).isEmpty();
      write(storage, Stores.patch("1-b"));
      assertThat(page(storage, Optional.empty(), 9).entries()).isEmpty();
    }
  }

  @Test
  void of_app_isTheSameAfterARestart() {
    List<HistoryEntry> before;
    try (GitStorage storage = open()) {
      storage.write(Stores.patches("1-", 5));
      write(storage, Stores.patch("1-a"));
      storage.write(List.of(Stores.deleteProject("1")));
      before = page(storage, Optional.empty(), 9).entries();
      assertThat(before).hasSize(2);
    }
    try (GitStorage storage = open()) {
      assertThat(page(storage, Optional.empty(), 9).entries()).isEqualTo(before);
    }
  }

  @Test
  void history_beforeTheRegistryIsLoaded_isUnavailable() {
    try (GitStorage storage =
        GitStorage.open(Stores.localOnly(temporary), Clock.systemUTC(), new Random(1))) {
      assertThatThrownBy(() -> page(storage, Optional.empty(), 9))
          .isInstanceOf(StorageException.class);
    }
  }

  @Test
  void at_commit_isTheRegistryAsThatCommitHasIt() {
    try (GitStorage storage = open()) {
      CommitId first = write(storage, Stores.patch("1-a")).commit().orElseThrow();
      CommitId second = write(storage, Stores.patch("1-b")).commit().orElseThrow();
      CommitId third = write(storage, Stores.delete("1-a")).commit().orElseThrow();

      assertThat(apps(at(storage, first.value()))).isEqualTo("1-a 1.0.1");
      assertThat(apps(at(storage, second.value().substring(0, 7))))
          .isEqualTo("1-a 1.0.1,1-b 1.0.1");
      assertThat(apps(at(storage, third.value().toUpperCase(Locale.ROOT)))).isEqualTo("1-b 1.0.1");
      assertThat(at(storage, second.value()).head()).hasValue(second);
      assertThat(storage.history().at(new CommitPrefix("0".repeat(12)))).isEmpty();
    }
  }

  @Test
  void at_time_isTheRegistryAsItWasThen() {
    Instant start = Instant.parse("2026-01-02T03:04:05Z");
    for (int i = 0; i < 3; i++) {
      try (GitStorage storage = open(start.plusSeconds(60L * i))) {
        write(storage, Stores.patch("1-a"));
      }
    }
    try (GitStorage storage = open(start)) {
      assertThat(apps(storage.history().at(start.minusMillis(1)))).isEmpty();
      assertThat(storage.history().at(start.minusMillis(1)).head()).isEmpty();
      assertThat(apps(storage.history().at(start))).isEqualTo("1-a 1.0.1");
      assertThat(apps(storage.history().at(start.plusSeconds(59)))).isEqualTo("1-a 1.0.1");
      assertThat(apps(storage.history().at(start.plusSeconds(60)))).isEqualTo("1-a 1.0.2");
      assertThat(apps(storage.history().at(Instant.MAX))).isEqualTo("1-a 1.0.3");
    }
  }

  @Test
  void onMove_isToldOfEachNewState() {
    AtomicInteger moves = new AtomicInteger();
    try (GitStorage storage = open()) {
      storage.onMove(moves::incrementAndGet);
      storage.write(Stores.patches("1-", 5));
      assertThat(moves).hasValue(1);
      storage.synchronise();
      storage.write(List.of(Stores.delete("9-nobody")));
      assertThat(moves).hasValue(1);
    }
  }

  private GitStorage open() {
    return Stores.open(Stores.localOnly(temporary));
  }

  private GitStorage open(Instant now) {
    GitStorage storage =
        GitStorage.open(
            Stores.localOnly(temporary), Clock.fixed(now, ZoneOffset.UTC), new Random());
    storage.synchronise();
    return storage;
  }

  private static Receipt write(GitStorage storage, Change change) {
    return storage.write(List.of(change)).get(0);
  }

  private static HistoryPage page(GitStorage storage, Optional<CommitPrefix> before, int limit) {
    return storage.history().of(APP, before, limit, all -> true).orElseThrow();
  }

  private static Optional<CommitPrefix> last(HistoryPage page) {
    return prefix(page.entries().get(page.entries().size() - 1).commit().value());
  }

  private static Optional<CommitPrefix> prefix(String digits) {
    return Optional.of(new CommitPrefix(digits));
  }

  private static Snapshot at(GitStorage storage, String commit) {
    return storage.history().at(new CommitPrefix(commit)).orElseThrow();
  }

  private static String apps(Snapshot state) {
    return String.join(
        ",",
        state.registry().all().stream().map(entry -> entry.id() + " " + entry.current()).toList());
  }
}
