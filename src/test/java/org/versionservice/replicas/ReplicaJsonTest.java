package org.versionservice.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.AnyChange;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.CommitId;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Condition;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Refusal;
import org.versionservice.version.Registry;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.RequestId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SettleReservation;
import org.versionservice.version.SourceSha;
import org.versionservice.version.Transition;
import org.versionservice.version.VersionFormat;

/** Tests that changes and receipts reach another replica as they are. */
class ReplicaJsonTest {

  private static final ApplicationId APP = new ApplicationId("1-a");
  private static final CommitId COMMIT = new CommitId("0123456789".repeat(4));

  @Provide
  Arbitrary<List<Change>> changes() {
    return new AnyChange().get().list().ofMaxSize(20);
  }

  @Property(tries = 200)
  void parse_ofChanges_returnsThem(@ForAll("changes") List<Change> changes) {
    assertThat(ChangeJson.parse(ChangeJson.of(changes))).isEqualTo(changes);
  }

  @Test
  void parse_ofAFullChange_returnsIt() {
    Request request =
        new Request(
            ChangeId.random(new Random(1)),
            new Principal("Jürgen K."),
            Optional.of(new IdempotencyKey("k\"1\\")),
            Optional.of(new SourceSha("abcdef0")),
            Optional.of(new RequestId("r-1")));
    List<Condition> conditions =
        List.of(
            new Condition.Exists(APP),
            new Condition.RevisionIn(APP, Set.of(0L, Long.MAX_VALUE)),
            new Condition.ProjectExists(new ProjectId("1")),
            new Condition.HeadIn(Set.of(COMMIT)),
            new Condition.HeadIn(Set.of()),
            new Condition.Not(new Condition.Not(new Condition.Exists(APP))));
    Change change =
        new Change.Conditional(
            new Change.DeleteApplication(APP, request),
            conditions,
            Optional.of(VersionFormat.PEP440));
    assertThat(ChangeJson.parse(ChangeJson.of(List.of(change)))).containsExactly(change);
  }

  @Test
  void parse_ofReservations_returnsThem() {
    Request request =
        new Request(
            ChangeId.random(new Random(2)),
            new Principal("ci"),
            Optional.empty(),
            Optional.empty());
    SemanticVersion start = SemanticVersion.of(1, 0, 0);
    List<Change> changes =
        List.of(
            new IncrementVersion(
                APP,
                new Increment.ToRelease(Increment.Level.PATCH),
                start,
                Optional.of(ReleaseLine.parse("1.0")),
                Optional.of(start),
                Optional.of(Duration.ofMinutes(5)),
                request),
            new SettleReservation(APP, SemanticVersion.of(1, 0, 1), true, request),
            new SettleReservation(APP, SemanticVersion.of(1, 0, 1), false, request));
    assertThat(ChangeJson.parse(ChangeJson.of(changes))).isEqualTo(changes);
    Outcome outcome =
        Registry.empty(Duration.ofDays(1))
            .apply(changes.get(0), Instant.parse("2026-01-01T00:00:00Z"));
    Receipt receipt = new Receipt(outcome, Optional.of(COMMIT), PushState.PUSHED);
    List<Receipt> read = ReceiptJson.parse(ReceiptJson.of(List.of(receipt)), changes.subList(0, 1));
    assertSame(read.get(0).outcome(), outcome);
    assertThat(((Outcome.Applied) read.get(0).outcome()).transitions().get(0).reservedUntil())
        .contains(Instant.parse("2026-01-01T00:05:00Z"));
  }

  @Property(tries = 200)
  void parse_ofReceipts_returnsOutcomesStepsAndEntries(@ForAll("changes") List<Change> changes) {
    Registry registry = Registry.empty(Duration.ofDays(1));
    List<Receipt> receipts = new ArrayList<>();
    for (Change change : changes) {
      Outcome outcome = registry.apply(change, Instant.parse("2026-01-01T00:00:00Z"));
      registry = outcome instanceof Outcome.Applied applied ? applied.registry() : registry;
      receipts.add(new Receipt(outcome, Optional.of(COMMIT), PushState.PUSHED));
    }
    List<Receipt> read = ReceiptJson.parse(ReceiptJson.of(receipts), changes);
    for (int i = 0; i < receipts.size(); i++) {
      assertThat(read.get(i).commit()).isEqualTo(receipts.get(i).commit());
      assertThat(read.get(i).pushState()).isEqualTo(PushState.PUSHED);
      assertSame(read.get(i).outcome(), receipts.get(i).outcome());
    }
  }

  private static void assertSame(Outcome read, Outcome sent) {
    if (!(sent instanceof Outcome.Applied applied)) {
      assertThat(read).isEqualTo(sent);
      return;
    }
    assertThat(read)
        .isInstanceOfSatisfying(
            Outcome.Applied.class,
            same -> {
              assertThat(same.transitions())
                  .usingRecursiveFieldByFieldElementComparatorIgnoringFields("request")
                  .isEqualTo(applied.transitions());
              for (Transition step : applied.transitions()) {
                assertThat(CachedVersion.of(same.registry(), step.app()))
                    .isEqualTo(CachedVersion.of(applied.registry(), step.app()));
              }
            });
  }

  @Test
  void parse_ofAReplay_returnsItsCommits() {
    Change change = change();
    Outcome.Applied made =
        (Outcome.Applied) Registry.empty(Duration.ZERO).apply(change, Instant.EPOCH);
    Outcome replayed =
        new Outcome.Replayed(new CommittedTransition(made.transitions().get(0), COMMIT));
    Receipt receipt = new Receipt(replayed, Optional.of(COMMIT), PushState.PENDING);
    assertThat(ReceiptJson.parse(ReceiptJson.of(List.of(receipt)), List.of(change)))
        .containsExactly(receipt);
  }

  @Test
  void parse_ofEachRefusal_returnsIt() {
    for (Refusal refusal : Refusal.values()) {
      Receipt receipt =
          new Receipt(new Outcome.Refused(refusal), Optional.empty(), PushState.NO_PUSH);
      assertThat(ReceiptJson.parse(ReceiptJson.of(List.of(receipt)), List.of(change())))
          .containsExactly(receipt);
    }
  }

  @Test
  void parse_ofAnUnreadableProject_returnsItsProblem() {
    Receipt receipt =
        new Receipt(
            new Outcome.Unreadable("versions/35/1.json, line 3: no \"version\""),
            Optional.empty(),
            PushState.NO_PUSH);
    assertThat(ReceiptJson.parse(ReceiptJson.of(List.of(receipt)), List.of(change())))
        .containsExactly(receipt);
  }

  /** As a newer replica may send. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "[{}]",
        "[{\"kind\":\"reserve\",\"app\":\"1-a\"}]",
        "[",
        "[{\"kind\":\"delete\",\"app\":\"1-a\",\"request\":{\"id\":\"x\",\"by\":\"a\"}}]"
      })
  void parse_ofAnUnknownChange_isRefused(String text) {
    assertThatThrownBy(() -> ChangeJson.parse(text.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_ofAnUnknownMember_isRefused() {
    String text = new String(ChangeJson.of(List.of(change())), UTF_8);
    String newer = text.replace("\"kind\"", "\"line\":\"1.4\",\"kind\"");
    assertThatThrownBy(() -> ChangeJson.parse(newer.getBytes(UTF_8)))
        .hasMessageContaining("unknown member");
  }

  private static Change change() {
    Request request =
        new Request(
            ChangeId.random(new Random(1)), Principal.SERVICE, Optional.empty(), Optional.empty());
    return new Change.SetVersion(APP, SemanticVersion.of(1, 2, 3), false, request);
  }
}
