package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.versionservice.version.Change.DeleteApplication;
import org.versionservice.version.Increment.Level;
import org.versionservice.version.Increment.Promotion;
import org.versionservice.version.Increment.ToPreRelease;
import org.versionservice.version.Increment.ToRelease;

/** Tests versions that are taken before it is known that their builds succeed. */
class ReservationTest {

  private static final ApplicationId APP = new ApplicationId("1-app");
  private static final Increment PATCH = new ToRelease(Level.PATCH);
  private static final Increment MINOR = new ToRelease(Level.MINOR);
  private static final Increment MAJOR = new ToRelease(Level.MAJOR);
  private static final Duration HOUR = Duration.ofHours(1);

  private final RegistryDriver driver = new RegistryDriver();

  @Test
  void reserve_ofALiveApp_leavesTheCurrentVersion() {
    driver.set("1-app", "1.2.3");
    Transition step = driver.steps(reserving(PATCH, Requests.withSha("aaaaaaa"))).get(0);

    assertThat(step.version()).hasToString("1.2.4");
    assertThat(step.current()).contains(SemanticVersion.of(1, 2, 3));
    assertThat(step.reservedUntil()).contains(step.at().plus(HOUR));
    assertThat(driver.entry("1-app").current()).hasToString("1.2.3");
    assertThat(driver.entry("1-app").highest()).hasToString("1.2.4");
    assertThat(driver.entry("1-app").versions().kept()).hasToString("1.2.3");
    assertThat(driver.patch("1-app").version()).hasToString("1.2.5");
  }

  @Test
  void confirm_makesItCurrent_unlessItIsLower() {
    driver.set("1-app", "1.2.3");
    SemanticVersion first = reserve(PATCH);
    SemanticVersion second = reserve(PATCH);

    Transition confirmed = driver.steps(settling(second, true)).get(0);
    assertThat(confirmed.type().text()).isEqualTo("confirm");
    assertThat(driver.entry("1-app").current()).isEqualTo(second);
    assertThat(driver.steps(settling(first, true)).get(0).current()).contains(second);
    assertThat(driver.entry("1-app").current()).isEqualTo(second);
    assertThat(driver.unchanged(settling(first, true)).current()).isEqualTo(second);
    assertThat(driver.refusal(settling(first, false))).isEqualTo(Refusal.ALREADY_CONFIRMED);
  }

  @Test
  void confirm_carriesTheSourceCommit() {
    driver.set("1-app", "1.2.3");
    Transition step = driver.remember(reserving(PATCH, Requests.withSha("aaaaaaa")));
    Transition confirmed = driver.remember(settling(step.version(), true));

    assertThat(confirmed.request().sha()).contains(new SourceSha("aaaaaaa"));
    assertThat(driver.entry("1-app").sha()).contains(new SourceSha("aaaaaaa"));
    assertThat(driver.registry().issuedFor(APP, new SourceSha("aaaaaaa"))).contains(confirmed);
  }

  @Test
  void abort_dropsIt_andNobodyGetsItsNumber() {
    driver.set("1-app", "1.2.3");
    SemanticVersion reserved = reserve(PATCH);
    driver.steps(settling(reserved, false));

    assertThat(driver.unchanged(settling(reserved, false)).current()).hasToString("1.2.3");
    assertThat(driver.refusal(settling(reserved, true))).isEqualTo(Refusal.RESERVATION_ABORTED);
    assertThat(driver.refusal(RegistryDriver.setOf("1-app", "1.2.4", true)))
        .isEqualTo(Refusal.VERSION_NOT_HIGHER);
    assertThat(driver.refusal(RegistryDriver.setOf("1-app", "1.2.4+b", true)))
        .isEqualTo(Refusal.VERSION_NOT_HIGHER);
    assertThat(driver.patch("1-app").version()).hasToString("1.2.5");
  }

  /** A failed build does not eat a major number. */
  @Test
  void abort_ofAMajorVersion_continuesTheKeptOne() {
    driver.set("1-app", "1.9.3");
    for (String expected : List.of("2.0.0", "2.0.1", "2.0.2")) {
      SemanticVersion reserved = reserve(MAJOR);
      assertThat(reserved).hasToString(expected);
      driver.steps(settling(reserved, false));
    }

    assertThat(driver.patch("1-app").version()).hasToString("1.9.4");
    assertThat(reserve(MAJOR)).hasToString("2.0.3");
  }

  @Test
  void abort_ofAReleaseOrAPreRelease_movesOnInItsOwnLine() {
    driver.set("1-app", "1.2.4-rc.2");
    driver.steps(settling(reserve(new Promotion()), false));
    assertThat(driver.increment("1-app", new Promotion()).version()).hasToString("1.2.5");
    driver.set("2-app", "1.2.3");

    ToPreRelease minorRc = new ToPreRelease(Level.MINOR, "rc");
    for (String expected : List.of("1.3.0-rc.1", "1.3.0-rc.2")) {
      Transition step = driver.steps(reserving("2-app", minorRc, Requests.plain())).get(0);
      assertThat(step.version()).hasToString(expected);
      driver.steps(new SettleReservation(step.app(), step.version(), false, Requests.plain()));
    }
    assertThat(driver.increment("2-app", MINOR).version()).hasToString("1.3.0");
  }

  @Test
  void reserve_ofANewApp_leavesItUnknownUntilItIsConfirmed() {
    SemanticVersion reserved = reserve(PATCH);

    assertThat(reserved).hasToString("0.0.1");
    assertThat(driver.registry().find(APP)).isEmpty();
    assertThat(driver.registry().findDeleted(APP).orElseThrow().current()).hasToString("0.0.0");
    assertThat(reserve(PATCH)).hasToString("0.0.2");
    driver.steps(settling(reserved, true));
    assertThat(driver.entry("1-app").current()).hasToString("0.0.1");
  }

  @Test
  void reserve_ofADeletedApp_leavesItDeletedUntilItIsConfirmed() {
    driver.set("1-app", "2.0.0");
    driver.delete("1-app");
    SemanticVersion reserved = reserve(PATCH);

    assertThat(reserved).hasToString("2.0.1");
    assertThat(driver.registry().find(APP)).isEmpty();
    driver.steps(settling(reserved, true));
    assertThat(driver.entry("1-app").current()).hasToString("2.0.1");
  }

  @Test
  void delete_abortsTheReservations() {
    driver.set("1-app", "1.2.3");
    SemanticVersion reserved = reserve(PATCH);
    driver.steps(new DeleteApplication(APP, Requests.plain()));

    assertThat(driver.refusal(settling(reserved, true))).isEqualTo(Refusal.RESERVATION_ABORTED);
    assertThat(driver.patch("1-app").version()).hasToString("1.2.5");
  }

  @Test
  void expiry_freesTheKeptVersion_butAWeekRemainsToConfirm() {
    driver.set("1-app", "1.9.3");
    SemanticVersion reserved = reserve(MAJOR);
    driver.pass(Duration.ofHours(2));

    assertThat(driver.patch("1-app").version()).hasToString("1.9.4");
    driver.pass(Duration.ofDays(6));
    driver.steps(settling(reserved, true));
    assertThat(driver.entry("1-app").current()).hasToString("2.0.0");
    SemanticVersion gone = reserve(MAJOR);
    driver.pass(Duration.ofDays(8));
    assertThat(driver.refusal(settling(gone, true))).isEqualTo(Refusal.RESERVATION_NOT_FOUND);
    assertThat(driver.refusal(settling(gone, false))).isEqualTo(Refusal.RESERVATION_NOT_FOUND);
    assertThat(reserve(MAJOR)).hasToString("3.0.1");
  }

  /** The entry remembers what was settled for a week, and not without limit. */
  @Test
  void settle_onceMoreAfterAWeekOrManyOthers_isNotFound() {
    driver.set("1-app", "1.0.0");
    SemanticVersion first = reserve(PATCH);
    driver.steps(settling(first, true));
    for (int i = 0; i < Reservations.MAX_SETTLED - 1; i++) {
      driver.steps(settling(reserve(PATCH), false));
    }
    assertThat(driver.refusal(settling(first, false))).isEqualTo(Refusal.ALREADY_CONFIRMED);
    SemanticVersion last = reserve(PATCH);
    driver.steps(settling(last, false));
    assertThat(driver.refusal(settling(first, false))).isEqualTo(Refusal.RESERVATION_NOT_FOUND);
    driver.pass(Duration.ofDays(8));
    assertThat(driver.refusal(settling(last, true))).isEqualTo(Refusal.RESERVATION_NOT_FOUND);
    driver.patch("1-app");
    assertThat(driver.entry("1-app").reserved()).isEqualTo(Reservations.NONE);
    assertThat(driver.patch("1-app").version()).isGreaterThan(last);
  }

  @Test
  void settle_whatWasNeverReserved_isNotFound() {
    assertThat(driver.refusal(settling(SemanticVersion.of(1, 0, 0), true)))
        .isEqualTo(Refusal.RESERVATION_NOT_FOUND);
    driver.set("1-app", "1.2.3");
    assertThat(driver.refusal(settling(SemanticVersion.of(1, 2, 3), false)))
        .isEqualTo(Refusal.RESERVATION_NOT_FOUND);
  }

  @Test
  void reserve_again_renewsIt_untilItIsAborted() {
    driver.set("1-app", "1.2.3");
    for (Request request : List.of(Requests.withKey("job"), Requests.withSha("aaaaaaa"))) {
      Transition first = driver.remember(reserving(PATCH, request));
      driver.pass(Duration.ofMinutes(5));
      Transition again = driver.remember(reserving(PATCH, request));
      assertThat(again.version()).isEqualTo(first.version());
      assertThat(again.reservedUntil()).contains(again.at().plus(HOUR));
      driver.steps(settling(first.version(), false));
      Transition other = driver.remember(reserving(PATCH, request));
      assertThat(other.version()).isGreaterThan(first.version());
      driver.remember(settling(other.version(), true));
      assertThat(driver.ask(reserving(PATCH, request)))
          .isInstanceOfSatisfying(
              Outcome.Replayed.class,
              replayed ->
                  assertThat(replayed.issued().transition().version()).isEqualTo(other.version()));
    }
  }

  @Test
  void increment_withTheSourceCommitOfAReservation_confirmsIt() {
    driver.set("1-app", "1.2.3");
    Request request = Requests.withSha("aaaaaaa");
    Transition reserved = driver.remember(reserving(PATCH, request));
    Change change = new IncrementVersion(APP, MAJOR, SemanticVersion.of(0, 0, 0), request);

    assertThat(driver.remember(change).version()).isEqualTo(reserved.version());
    assertThat(driver.entry("1-app").current()).isEqualTo(reserved.version());
    assertThat(driver.ask(change)).isInstanceOf(Outcome.Replayed.class);
  }

  @Test
  void reserve_keyOfAnIncrement_isRefused() {
    driver.set("1-app", "1.2.3");
    Request request = Requests.withKey("job");
    driver.remember(new IncrementVersion(APP, PATCH, SemanticVersion.of(0, 0, 0), request));

    assertThat(driver.refusal(reserving(PATCH, request))).isEqualTo(Refusal.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void reserve_moreThanAHundred_isRefusedUntilOneIsSettledOrExpires() {
    driver.set("1-app", "1.0.0");
    SemanticVersion first = reserve(PATCH);
    for (int i = 1; i < Reservations.MAX_OPEN; i++) {
      reserve(PATCH);
    }

    assertThat(driver.refusal(reserving(PATCH, Requests.plain())))
        .isEqualTo(Refusal.TOO_MANY_RESERVATIONS);
    driver.steps(settling(first, false));
    assertThat(reserve(PATCH)).hasToString("1.0.101");
    driver.pass(Duration.ofHours(2));
    assertThat(reserve(PATCH)).hasToString("1.0.102");
  }

  @Test
  void reserve_inALine_isOfThatLine() {
    driver.set("1-app", "1.4.2");
    driver.set("1-app", "2.0.0");
    Change change =
        new IncrementVersion(
            APP,
            PATCH,
            RegistryDriver.STARTS_FROM,
            Optional.of(ReleaseLine.parse("1.4")),
            Optional.empty(),
            Optional.of(HOUR),
            Requests.plain());
    SemanticVersion reserved = driver.steps(change).get(0).version();

    assertThat(reserved).hasToString("1.4.3");
    driver.steps(settling(reserved, false));
    assertThat(driver.steps(LineIncrementTest.onLineOf("1.4", PATCH)).get(0).version())
        .hasToString("1.4.4");
    assertThat(driver.entry("1-app").lines().keptVersions())
        .containsExactly(SemanticVersion.of(1, 4, 4));
  }

  /** Edits by others lack what they do not know, and the commits tell it. */
  @Test
  void succeededBy_fileWithoutReservations_keepsThem() {
    driver.set("1-app", "1.2.3");
    SemanticVersion open = reserve(PATCH);
    SemanticVersion aborted = reserve(PATCH);
    driver.steps(settling(aborted, false));
    ApplicationVersion entry = driver.entry("1-app");

    driver.succeedBy(
        List.of(
            new ApplicationVersion(
                APP,
                entry.current(),
                entry.current(),
                Optional.empty(),
                entry.lastUpdated(),
                9,
                Optional.empty())),
        List.of());

    assertThat(driver.refusal(settling(aborted, true))).isEqualTo(Refusal.RESERVATION_ABORTED);
    driver.steps(settling(open, true));
    assertThat(driver.patch("1-app").version()).hasToString("1.2.6");
  }

  private SemanticVersion reserve(Increment increment) {
    return driver.steps(reserving(increment, Requests.plain())).get(0).version();
  }

  private static Change reserving(Increment increment, Request request) {
    return reserving("1-app", increment, request);
  }

  private static Change reserving(String app, Increment increment, Request request) {
    return new IncrementVersion(
        new ApplicationId(app),
        increment,
        RegistryDriver.STARTS_FROM,
        Optional.empty(),
        Optional.empty(),
        Optional.of(HOUR),
        request);
  }

  private static Change settling(SemanticVersion version, boolean confirms) {
    return new SettleReservation(APP, version, confirms, Requests.plain());
  }
}
