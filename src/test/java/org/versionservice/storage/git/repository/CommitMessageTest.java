package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.revwalk.FooterLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.RequestId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/** A step read from a message equals the step that was written. */
class CommitMessageTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"a", "4711/build:7", "Type:delete", "!\"#$%&'()*+,-./~", "a: b"})
  void read_ofAMessage_isTheStep(String id) {
    Transition step = step(RequestId.find(id));
    String message = CommitMessage.of(step);
    assertThat(read(message)).contains(step);
    assertThat(message.contains("\nRequest-Id: " + id + '\n')).isEqualTo(!id.contains(" "));
  }

  @Test
  void read_ofAMessageWithoutRequestId_isTheStep() {
    Transition step = step(Optional.empty());
    assertThat(CommitMessage.of(step)).doesNotContain("Request-Id");
    assertThat(read(CommitMessage.of(step))).contains(step);
  }

  @Test
  void read_ofTheDeletionOfAProject_isTheStep() {
    Transition step = step(Optional.empty());
    Request request = step.request();
    Transition ofAll =
        new Transition(
            Transition.Type.DELETE,
            step.app(),
            step.previous(),
            step.version(),
            step.revision(),
            AT,
            new Request(
                request.id(),
                request.principal(),
                Optional.of(new IdempotencyKey("k")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ProjectId("1"))),
            Optional.empty());
    assertThat(CommitMessage.of(ofAll)).contains("\nProject: 1\n");
    assertThat(read(CommitMessage.of(ofAll))).contains(ofAll);
  }

  /** A person may have edited the message: the step counts without its request id. */
  @Test
  void read_ofARequestIdThatIsNone_leavesItOut() {
    String message = CommitMessage.of(step(RequestId.find("abc"))).replace("abc", "a b c");
    assertThat(read(message)).contains(step(Optional.empty()));
  }

  /** {@code git cherry-pick -x -s} appends lines to the trailers. */
  @Test
  void read_ofAMessageThatGitAddedTo_isTheStep() {
    Transition step = step(RequestId.find("abc"));
    String message =
        CommitMessage.of(step)
            + "(cherry picked from commit 0123456789012345678901234567890123456789)\n"
            + "Signed-off-by: Jos\u00e9 <jose@example.com>\n";
    assertThat(read(message)).contains(step);
  }

  @Test
  void read_ofTrailersThatAreNotTheLastParagraph_isNone() {
    Transition step = step(Optional.empty());
    assertThat(read(CommitMessage.of(step) + "\nSee above.\n")).isEmpty();
    assertThat(read("squashed\n\n* " + CommitMessage.of(step).indent(2))).isEmpty();
  }

  /** Older versions of the service ignore these trailers. */
  @Test
  void read_ofAReservationInALine_hasTheLineTheCurrentVersionAndTheTime() {
    Transition plain = step(Optional.empty());
    Transition step =
        new Transition(
            plain.type(),
            plain.app(),
            plain.previous(),
            plain.version(),
            plain.revision(),
            plain.at(),
            plain.request(),
            plain.conflict(),
            Optional.of(ReleaseLine.parse("1.0")),
            Optional.of(SemanticVersion.of(2, 0, 0)),
            Optional.of(AT.plusSeconds(60)));

    assertThat(CommitMessage.of(step))
        .startsWith("1-app 1.0.1 reserved\n")
        .contains("\nLine: 1.0\nCurrent: 2.0.0\nReservation: " + AT.plusSeconds(60) + "\n");
    assertThat(read(CommitMessage.of(step))).contains(step);
  }

  private static Optional<Transition> read(String message) {
    return CommitMessage.read(FooterLine.fromMessage(message.getBytes(UTF_8)), "ci", AT);
  }

  private static Transition step(Optional<RequestId> requestId) {
    return new Transition(
        Transition.Type.PATCH,
        new ApplicationId("1-app"),
        Optional.of(SemanticVersion.of(1, 0, 0)),
        SemanticVersion.of(1, 0, 1),
        7,
        AT,
        new Request(
            new ChangeId("0123456789012345678901"),
            new Principal("ci"),
            Optional.empty(),
            Optional.empty(),
            requestId),
        Optional.empty());
  }
}
