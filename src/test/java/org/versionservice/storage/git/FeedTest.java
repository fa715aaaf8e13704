package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.storage.Durability;
import org.versionservice.storage.FeedPage;
import org.versionservice.storage.FeedPosition;
import org.versionservice.storage.HistoryEntry;
import org.versionservice.version.CommitId;

/** A reader of the feed gets each step once and in order, from any replica. */
class FeedTest extends RemoteFixture {

  /** A reader that continues at its last position. */
  private static final class Reader {
    private final History history;
    private final List<HistoryEntry> got = new ArrayList<>();
    private FeedPosition position;

    Reader(GitStorage storage, FeedPosition from) {
      history = storage.history();
      position = from;
    }

    static Reader fromNowOn(GitStorage storage) {
      return new Reader(storage, storage.history().end());
    }

    static Reader behind(GitStorage storage, CommitId commit) {
      return new Reader(storage, storage.history().behind(commit).orElseThrow());
    }

    /** Reads a page and returns whether there was one. */
    boolean read(int most) {
      FeedPage page = history.next(position, most);
      boolean moved = !page.next().equals(position);
      got.addAll(page.entries());
      position = page.next();
      return moved;
    }

    Reader readAll() {
      while (read(2)) {
        assertThat(got).hasSizeLessThan(10_000);
      }
      return this;
    }

    List<String> versions() {
      return got.stream().map(entry -> entry.app() + " " + entry.version()).toList();
    }
  }

  @Test
  void next_fromNowOn_hasWhatComesInItsOrder() {
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a", 3);
      Reader reader = Reader.fromNowOn(storage).readAll();
      assertThat(reader.versions()).isEmpty();
      storage.write(List.of(Stores.patch("1-a"), Stores.patch("1-b"), Stores.patch("1-a")));
      write(storage, "1-b", 1);
      assertThat(reader.readAll().versions())
          .containsExactly("1-a 1.0.4", "1-b 1.0.1", "1-a 1.0.5", "1-b 1.0.2");
      assertThat(reader.got.get(3).commit()).isEqualTo(storage.snapshot().head().orElseThrow());
    }
  }

  @Test
  void next_behindACommit_goesOnThereAlsoAfterARestart() {
    CommitId second;
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      write(storage, "1-a", 1);
      second = write(storage, "1-a", 1);
      write(storage, "1-a", 2);
      assertThat(Reader.behind(storage, second).readAll().versions())
          .containsExactly("1-a 1.0.3", "1-a 1.0.4");
    }
    try (GitStorage storage = open("a", Durability.REMOTE)) {
      assertThat(Reader.behind(storage, second).readAll().versions())
          .containsExactly("1-a 1.0.3", "1-a 1.0.4");
      assertThat(storage.history().behind(new CommitId("0".repeat(40)))).isEmpty();
    }
  }

  @Test
  void next_hasTheStepsOfOtherReplicas_andLeavesOutOtherCommits() {
    try (GitStorage here = open("here", Durability.REMOTE);
        GitStorage there = open("there", Durability.REMOTE)) {
      Reader reader = Reader.fromNowOn(here);
      write(there, "1-a", 2);
      origin.commit("main", "README.md", "read me\n");
      write(there, "1-a", 1);
      assertThat(reader.readAll().versions()).as("not known here yet").isEmpty();
      here.synchronise();
      write(here, "1-a", 1);
      assertThat(reader.readAll().versions())
          .containsExactly("1-a 1.0.1", "1-a 1.0.2", "1-a 1.0.3", "1-a 1.0.4");
    }
  }

  /** Commits that the remote lacks are rebased onto those of the remote. */
  @Test
  void next_acrossARebase_hasWhatTheOthersDid_andNothingTwice() {
    try (GitStorage there = open("there", Durability.REMOTE);
        GitStorage here = open("here", Durability.LOCAL)) {
      write(there, "1-a", 1);
      here.synchronise();
      Reader quick = Reader.fromNowOn(here);
      Reader slow = Reader.fromNowOn(here);
      Reader asleep = Reader.fromNowOn(here);
      write(here, "1-b", 4);
      quick.readAll();
      slow.read(2);
      write(there, "1-c", 2);
      here.synchronise();
      write(here, "1-b", 1);

      String[] own = {"1-b 1.0.1", "1-b 1.0.2", "1-b 1.0.3", "1-b 1.0.4"};
      assertThat(quick.readAll().versions())
          .containsExactly(own[0], own[1], own[2], own[3], "1-c 1.0.1", "1-c 1.0.2", "1-b 1.0.5");
      assertThat(slow.readAll().versions())
          .containsExactly(own[0], own[1], "1-c 1.0.1", "1-c 1.0.2", own[2], own[3], "1-b 1.0.5");
      assertThat(asleep.readAll().versions())
          .containsExactly("1-c 1.0.1", "1-c 1.0.2", own[0], own[1], own[2], own[3], "1-b 1.0.5");
    }
  }

  /** Runs readers of different speeds and writers on two replicas that diverge and reconcile. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void next_atAnyPaceAndThroughRebases_hasEachStepOnceAndEachAppInOrder(long seed) {
    Random random = new Random(seed);
    try (GitStorage there = open("there", Durability.REMOTE);
        GitStorage here = open("here", Durability.LOCAL)) {
      CommitId first = write(there, "1-there", 1);
      here.synchronise();
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        readers.add(Reader.fromNowOn(here));
      }
      for (int round = 0; round < 4; round++) {
        write(there, "1-there", random.nextInt(3));
        for (int i = random.nextInt(4); i >= 0; i--) {
          write(here, "1-here" + random.nextInt(2), 1);
          readers.get(random.nextInt(5)).read(1 + random.nextInt(3));
        }
        write(there, "1-there", random.nextInt(3));
        readers.get(random.nextInt(5)).read(1 + random.nextInt(3));
        here.synchronise();
        assertThat(here.pushPendingCommits()).isZero();
        readers.get(random.nextInt(5)).read(1 + random.nextInt(3));
      }
      List<String> expected = Reader.behind(here, first).readAll().versions();
      for (Reader reader : readers) {
        assertThat(reader.readAll().versions()).containsExactlyInAnyOrderElementsOf(expected);
        for (String app : List.of("1-there", "1-here0", "1-here1")) {
          assertThat(reader.got)
              .filteredOn(entry -> entry.app().value().equals(app))
              .extracting(HistoryEntry::revision)
              .isSorted();
        }
      }
    }
  }

  private static CommitId write(GitStorage storage, String app, int times) {
    CommitId last = new CommitId("0".repeat(40));
    for (int i = 0; i < times; i++) {
      last = storage.write(List.of(Stores.patch(app))).get(0).commit().orElseThrow();
    }
    return last;
  }
}
