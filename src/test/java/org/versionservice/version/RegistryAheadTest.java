package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests that a state takes only the newer entries of another one. */
class RegistryAheadTest {

  private static final Registry HERE =
      Registry.empty(Duration.ofDays(7))
          .succeededBy(
              List.of(entry("1-a", 3), entry("1-c", 3), entry("2-e", 3)), List.of(entry("1-x", 3)));

  @Test
  void newerEntries_takeTheirPlaces() {
    Registry ahead =
        HERE.aheadBy(
            List.of(entry("3-z", 1), entry("1-c", 4), entry("1-b", 1), entry("0-0", 1)), List.of());
    assertThat(ahead.all())
        .containsExactly(
            entry("0-0", 1),
            entry("1-a", 3),
            entry("1-b", 1),
            entry("1-c", 4),
            entry("2-e", 3),
            entry("3-z", 1));
    assertThat(ahead.of(new ProjectId("1"))).hasSize(3);
    assertThat(ahead.find(new ApplicationId("1-c"))).hasValue(entry("1-c", 4));
    assertThat(ahead.allDeleted()).containsExactly(entry("1-x", 3));
  }

  @Test
  void newerDeletions_andReturns_areTaken() {
    Registry ahead =
        HERE.aheadBy(List.of(entry("1-x", 4)), List.of(entry("1-a", 4), entry("9-n", 2)));
    assertThat(ahead.all()).containsExactly(entry("1-c", 3), entry("1-x", 4), entry("2-e", 3));
    assertThat(ahead.allDeleted()).containsExactly(entry("1-a", 4), entry("9-n", 2));
  }

  @Test
  void entriesThatAreNotNewer_areLeftOut() {
    Registry ahead =
        HERE.aheadBy(List.of(entry("1-a", 2), entry("1-x", 3)), List.of(entry("1-c", 3)));
    assertThat(ahead.all()).isEqualTo(HERE.all());
    assertThat(ahead.allDeleted()).isEqualTo(HERE.allDeleted());
  }

  @Test
  void nothing_changesNothing() {
    Registry empty = Registry.empty(Duration.ofDays(7));
    assertThat(HERE.aheadBy(List.of(), List.of()).all()).isEqualTo(HERE.all());
    assertThat(empty.aheadBy(List.of(entry("1-a", 1)), List.of()).all()).hasSize(1);
  }

  private static ApplicationVersion entry(String app, long revision) {
    SemanticVersion version = SemanticVersion.of(1, 0, revision);
    return new ApplicationVersion(
        new ApplicationId(app),
        version,
        version,
        Optional.empty(),
        Instant.EPOCH,
        revision,
        Optional.empty());
  }
}
