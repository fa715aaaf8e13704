package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Change.SetVersion;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.Promotion;
import org.versionservice.version.Increment.ToPreRelease;
import org.versionservice.version.Increment.ToRelease;

/**
 * Tests that no sequence of increments, line increments, reservations, confirmations, abortions,
 * expiries, sets, deletions and older files hands a version out twice.
 */
class HandedOutOncePropertyTest {

  private static final int ACTIONS = 80;
  private static final ApplicationId APP = new ApplicationId("1-app");
  private static final List<String> LINES = List.of("0", "0.0", "0.1", "1", "1.0", "1.1", "2");

  private static final List<Increment> INCREMENTS =
      List.of(
          new ToRelease(Level.PATCH),
          new ToRelease(Level.PATCH),
          new ToRelease(Level.MINOR),
          new ToRelease(Level.MAJOR),
          new ToPreRelease(Level.PATCH, "rc"),
          new ToPreRelease(Level.MINOR, "beta"),
          new Promotion());

  @Property(tries = 500)
  void apply_anyActions_handsEachVersionOutOnce(@ForAll long seed) {
    new Run(new Random(seed)).act();
  }

  private static final class Run {

    private final Random random;
    private final RegistryDriver driver = new RegistryDriver();
    private final List<SemanticVersion> handedOut = new ArrayList<>();

    /** The reservations that were not settled, with the times when they are forgotten. */
    private final Map<SemanticVersion, Instant> reserved = new HashMap<>();

    private Optional<Registry> earlier = Optional.empty();

    Run(Random random) {
      this.random = random;
    }

    void act() {
      for (int i = 0; i < ACTIONS; i++) {
        switch (random.nextInt(14)) {
          case 0 -> driver.pass(Duration.ofHours(random.nextInt(100)));
          case 1 -> earlier = Optional.of(driver.registry());
          case 2 -> goBack();
          case 3 -> delete();
          case 4 -> made(new SetVersion(APP, anyVersion(), random.nextBoolean(), Requests.plain()));
          case 5, 6, 7 -> settle();
          default -> issue();
        }
        checkCurrent();
      }
    }

    /** A deletion aborts the reservations. */
    private void delete() {
      if (made(new DeleteApplication(APP, Requests.plain())).isPresent()) {
        Instant forgotten = driver.now().plus(Reservation.GRACE);
        reserved.replaceAll((version, until) -> until.isBefore(forgotten) ? until : forgotten);
      }
    }

    private void goBack() {
      earlier.ifPresent(file -> driver.succeedBy(file.all(), file.allDeleted()));
    }

    private void settle() {
      if (!reserved.isEmpty()) {
        SemanticVersion version =
            List.copyOf(reserved.keySet()).get(random.nextInt(reserved.size()));
        boolean confirms = random.nextBoolean();
        if (made(new SettleReservation(APP, version, confirms, Requests.plain())).isPresent()) {
          reserved.remove(version);
        }
      }
    }

    private void issue() {
      Optional<ReleaseLine> line =
          Optional.of(ReleaseLine.parse(LINES.get(random.nextInt(LINES.size()))))
              .filter(named -> random.nextBoolean());
      Optional<Duration> time =
          random.nextBoolean()
              ? Optional.of(Duration.ofHours(1 + random.nextInt(60)))
              : Optional.empty();
      Optional<SemanticVersion> step =
          made(
              new IncrementVersion(
                  APP,
                  INCREMENTS.get(random.nextInt(INCREMENTS.size())),
                  RegistryDriver.STARTS_FROM,
                  line,
                  line.map(named -> SemanticVersion.of(named.major(), named.minor().orElse(0), 1)),
                  time,
                  Requests.plain()));
      if (step.isPresent()) {
        assertThat(handedOut)
            .allSatisfy(before -> assertThat(step.get()).isNotEqualByComparingTo(before));
        handedOut.add(step.get());
        if (time.isPresent()) {
          reserved.put(step.get(), driver.now().plus(time.get()).plus(Reservation.GRACE));
        }
      }
    }

    private Optional<SemanticVersion> made(Change change) {
      Outcome outcome = driver.ask(change);
      if (outcome instanceof Outcome.Applied applied) {
        Transition step = applied.transitions().get(0);
        if (change instanceof SetVersion) {
          handedOut.add(step.version());
          assertForgotten(step.version());
        }
        return Optional.of(step.version());
      }
      return Optional.empty();
    }

    /** An admin may force a number that was reserved long ago. */
    private void assertForgotten(SemanticVersion forced) {
      Optional<Instant> until = Optional.ofNullable(reserved.remove(forced));
      until.ifPresent(time -> assertThat(driver.now()).isAfterOrEqualTo(time));
    }

    private SemanticVersion anyVersion() {
      return SemanticVersion.of(random.nextInt(2), random.nextInt(3), random.nextInt(9));
    }

    private void checkCurrent() {
      Optional<ApplicationVersion> live = driver.registry().find(APP);
      assertThat(live.map(ApplicationVersion::current).filter(reserved::containsKey)).isEmpty();
    }
  }
}
