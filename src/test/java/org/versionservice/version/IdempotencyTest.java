package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Change.IncrementVersion;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.ToRelease;
import org.versionservice.version.Outcome.Applied;
import org.versionservice.version.Outcome.Replayed;

/** Holds the registry to making a change once, however often it is asked for with one key. */
class IdempotencyTest {

  private static final Duration KEPT_FOR = Duration.ofHours(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final CommitId COMMIT = new CommitId("0".repeat(40));

  private Registry registry = Registry.empty(KEPT_FOR);

  @Test
  void apply_sameKey_isReplayedWithTheFirstStep() {
    Issued first = issue(patch(Requests.withKey("k")), START);
    issue(patch(Requests.plain()), START.plusSeconds(1));

    Outcome again = registry.apply(patch(Requests.withKey("k")), START.plusSeconds(2));

    assertThat(again).isEqualTo(new Replayed(first));
    assertThat(first.transition().version()).hasToString("0.0.1");
  }

  @Test
  void apply_sameKey_isForgottenAfterItsTime() {
    issue(patch(Requests.withKey("k")), START);

    assertThat(registry.apply(patch(Requests.withKey("k")), START.plus(KEPT_FOR).minusSeconds(1)))
        .isInstanceOf(Replayed.class);
    assertThat(registry.apply(patch(Requests.withKey("k")), START.plus(KEPT_FOR).plusSeconds(1)))
        .isInstanceOf(Applied.class);
  }

  @Test
  void apply_keyUsedAgainAfterItsTime_isReplayedWithTheSecondStep() {
    issue(patch(Requests.withKey("k")), START);
    Instant later = START.plus(KEPT_FOR).plusSeconds(1);
    Issued second = issue(patch(Requests.withKey("k")), later);

    assertThat(registry.apply(patch(Requests.withKey("k")), later.plusSeconds(1)))
        .isEqualTo(new Replayed(second));
  }

  @Test
  void apply_otherKeyOrNone_isMade() {
    issue(patch(Requests.withKey("k")), START);

    for (Request request : List.of(Requests.withKey("K"), Requests.plain())) {
      assertThat(registry.apply(patch(request), START)).isInstanceOf(Applied.class);
    }
  }

  @Test
  void apply_keyOfAChangeThatWasNotRemembered_isMade() {
    assertThat(registry.apply(patch(Requests.withKey("k")), START)).isInstanceOf(Applied.class);
    assertThat(registry.apply(patch(Requests.withKey("k")), START)).isInstanceOf(Applied.class);
  }

  @Test
  void apply_manyKeys_areAllRemembered() {
    List<Issued> all =
        IntStream.range(0, 2_000)
            .mapToObj(i -> issue(patch(Requests.withKey("k" + i)), START))
            .toList();

    for (Issued issued : all) {
      assertThat(registry.apply(patch(issued.transition().request()), START.plusSeconds(1)))
          .isEqualTo(new Replayed(issued));
    }
  }

  @Test
  void succeededBy_file_keepsTheKeys() {
    Issued first = issue(patch(Requests.withKey("k")), START);

    Registry successor = registry.succeededBy(List.of(), List.of());

    assertThat(successor.apply(patch(Requests.withKey("k")), START)).isEqualTo(new Replayed(first));
  }

  private Issued issue(Change change, Instant at) {
    if (registry.apply(change, at) instanceof Applied applied) {
      Issued issued = new Issued(applied.transitions().get(0), COMMIT);
      registry = applied.registry().remembering(issued);
      return issued;
    }
    throw new AssertionError(change + " was not made");
  }

  private static Change patch(Request request) {
    return new IncrementVersion(
        new ApplicationId("1-app"),
        new ToRelease(Level.PATCH),
        SemanticVersion.of(0, 0, 0),
        request);
  }
}
