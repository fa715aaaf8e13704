package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tests that a table has the same entries as a sorted map after the same edits. */
class AppTablePropertyTest {

  private static final List<ProjectId> PROJECTS =
      Stream.of("1", "1.0", "10", "1_", "2").map(ProjectId::new).toList();

  /** Sorted ids of some chunks. The characters around the hyphen sort projects by their ids. */
  private static final List<ApplicationId> IDS =
      IntStream.range(0, 4 * AppTable.MAX_CHUNK)
          .mapToObj(i -> new ApplicationId(PROJECTS.get(i % 4) + "-app" + i))
          .sorted()
          .toList();

  /**
   * An edit of a table.
   *
   * @param from the first of its apps
   * @param apps the number of its apps
   * @param step the distance between two of them
   * @param present whether these apps are there afterwards
   */
  private record Edit(int from, int apps, int step, boolean present, long revision) {

    private List<ApplicationVersion> entries() {
      List<ApplicationVersion> entries =
          IntStream.iterate(from, i -> i + step)
              .limit(apps)
              .takeWhile(i -> i < IDS.size())
              .mapToObj(i -> entry(IDS.get(i)))
              .toList();
      return revision % 2 == 0 ? entries : reversed(entries);
    }

    private static List<ApplicationVersion> reversed(List<ApplicationVersion> entries) {
      return IntStream.range(0, entries.size())
          .mapToObj(i -> entries.get(entries.size() - 1 - i))
          .toList();
    }

    private ApplicationVersion entry(ApplicationId id) {
      SemanticVersion one = SemanticVersion.of(1, 0, 0);
      return new ApplicationVersion(
          id, one, one, Optional.empty(), Instant.EPOCH, revision, Optional.empty());
    }

    AppTable of(AppTable table) {
      List<ApplicationVersion> entries = entries();
      if (entries.size() == 1) {
        return present ? table.with(entries.get(0)) : table.without(entries.get(0).id());
      }
      return present ? table.with(entries) : table.without(entries);
    }

    void apply(Map<ApplicationId, ApplicationVersion> map) {
      for (ApplicationVersion entry : entries()) {
        if (present) {
          map.put(entry.id(), entry);
        } else {
          map.remove(entry.id());
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    Arbitrary<Integer> apps =
        Arbitraries.oneOf(
            Arbitraries.just(1), Arbitraries.integers().between(0, 3 * AppTable.MAX_CHUNK));
    return Combinators.combine(
            Arbitraries.integers().between(0, IDS.size() - 1),
            apps,
            Arbitraries.of(1, 1, 1, 7),
            Arbitraries.of(true, true, false),
            Arbitraries.longs().between(0, 1_000))
        .as(Edit::new)
        .list()
        .ofMaxSize(30);
  }

  @Property(tries = 60)
  void edits_any_leaveTheEntriesOfASortedMap(@ForAll("edits") List<Edit> edits) {
    AppTable table = AppTable.EMPTY;
    NavigableMap<ApplicationId, ApplicationVersion> map = new TreeMap<>();
    for (Edit edit : edits) {
      List<ApplicationVersion> before = List.copyOf(map.values());
      AppTable next = edit.of(table);
      edit.apply(map);

      assertThat(table.equals(before)).as("the table before %s is the same", edit).isTrue();
      assertThat(next.equals(List.copyOf(map.values()))).as("%s", edit).isTrue();
      table = next;
    }
    check(table, map);
  }

  private static void check(
      AppTable table, NavigableMap<ApplicationId, ApplicationVersion> expected) {
    assertThat(AppTable.of(shuffled(expected)).equals(table)).isTrue();
    for (ApplicationId id : IDS) {
      assertThat(table.find(id).equals(Optional.ofNullable(expected.get(id)))).isTrue();
    }
    for (ProjectId project : PROJECTS) {
      List<ApplicationVersion> ofProject =
          expected.values().stream().filter(entry -> entry.id().isOf(project)).toList();
      assertThat(table.of(project).equals(ofProject)).as("apps of %s", project).isTrue();
    }
  }

  private static List<ApplicationVersion> shuffled(Map<?, ApplicationVersion> entries) {
    List<ApplicationVersion> shuffled = new ArrayList<>(entries.values());
    Collections.shuffle(shuffled, new Random(entries.size()));
    return shuffled;
  }
}
