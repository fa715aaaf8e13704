package org.versionservice.storage.git.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.versionservice.proof.MovedClock;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.storage.git.RemoteFixture;
import org.versionservice.storage.git.Stores;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.version.Change;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Transition;

/** A change that any replica made in the last minutes is answered as made, and not made again. */
class RecentChangesTest extends RemoteFixture {

  private GitStorage first;
  private GitStorage second;

  @BeforeEach
  void open() {
    first = open("first", Durability.REMOTE);
    second = open("second", Durability.REMOTE);
    first.write(Stores.patches("7-app", 5));
    second.synchronise();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void write_ofChangesThatWereFetched_isAnsweredAsThere() {
    assertMadeOnce(first, second, second::synchronise);
  }

  /** In the other direction: the replica that had fetched the other's commits makes them. */
  @Test
  void write_ofChangesOfTheOther_isAnsweredAsThere() {
    assertMadeOnce(second, first, first::synchronise);
  }

  @Test
  void write_ofChangesThatAreNotFetched_isAnsweredAsThere() {
    assertMadeOnce(first, second, () -> {});
  }

  @Test
  void write_ofOwnChanges_isAnsweredAsBefore() {
    assertMadeOnce(first, first, () -> {});
  }

  @Test
  void write_ofChangesThatOthersFollowed_isAnsweredAsThere() {
    assertMadeOnce(first, second, () -> second.write(Stores.patches("7-app", 3)));
  }

  private void assertMadeOnce(GitStorage there, GitStorage here, Runnable between) {
    List<Change> changes =
        List.of(
            Stores.patch("7-app0"),
            Stores.patch("7-new"),
            Stores.set("7-app1", "3.0.0"),
            Stores.delete("7-app2"),
            Stores.deleteProject("7"));
    List<Receipt> made = there.write(changes);
    between.run();
    List<String> before = commits();
    List<Change> more = new ArrayList<>(changes);
    more.add(Stores.patch("8-new"));

    List<Receipt> again = here.write(more);

    for (int i = 0; i < changes.size(); i++) {
      assertThat(steps(again.get(i))).hasSize(i == 4 ? 5 : 1).isEqualTo(steps(made.get(i)));
      assertThat(again.get(i).commit()).isPresent().isEqualTo(made.get(i).commit());
      assertThat(again.get(i).pushState()).isEqualTo(PushState.PUSHED);
    }
    assertThat(commits().subList(1, before.size() + 1)).as("only what is new").isEqualTo(before);
    assertThat(commits().get(0)).isEqualTo("8-new 1.0.1");
  }

  private static List<Transition> steps(Receipt receipt) {
    return ((Outcome.Applied) receipt.outcome()).transitions();
  }

  private List<String> commits() {
    return origin.git().run("log", "--format=%s", "main");
  }

  @Test
  void find_afterAQuarterOfAnHour_knowsNothing() throws IOException {
    MovedClock clock = new MovedClock();
    Change early = Stores.deleteProject("7");
    Change late = Stores.patch("8-late");
    first.write(List.of(early, late));
    try (GitRepository repository =
        GitRepository.open(new Disk(), origin.directory(), "main", Layout.SINGLE)) {
      List<CommittedTransition> all =
          repository.commits().steps(Optional.empty(), repository.head().orElseThrow());
      List<CommittedTransition> steps = of(early, all);
      RecentChanges recent = new RecentChanges(repository.commits(), clock);
      recent.note(steps);
      assertThat(recent.find(early)).hasSize(5).isEqualTo(steps);
      recent.note(steps);
      assertThat(recent.find(early)).as("not twice").isEqualTo(steps);
      clock.move(Duration.ofMinutes(15));
      recent.note(of(late, all));
      assertThat(recent.find(early)).isEqualTo(steps);
      clock.move(Duration.ofMillis(1));
      recent.note(List.of());
      assertThat(recent.find(early)).isEmpty();
      assertThat(recent.find(late)).hasSize(1);
    }
  }

  /** As if a project's delete was pushed in slices, and fetched between two of them. */
  @Test
  void find_ofStepsThatCameInParts_knowsAll() throws IOException {
    Change change = Stores.deleteProject("7");
    first.write(List.of(change));
    try (GitRepository repository =
        GitRepository.open(new Disk(), origin.directory(), "main", Layout.SINGLE)) {
      List<CommittedTransition> steps =
          of(change, repository.commits().steps(Optional.empty(), repository.head().orElseThrow()));
      RecentChanges recent = new RecentChanges(repository.commits(), new MovedClock());
      recent.note(steps.subList(0, 2));
      recent.note(steps.subList(2, 5));
      assertThat(recent.find(change)).isEqualTo(steps);
    }
  }

  private static List<CommittedTransition> of(Change change, List<CommittedTransition> steps) {
    return steps.stream().filter(step -> step.changeId().equals(change.request().id())).toList();
  }
}
