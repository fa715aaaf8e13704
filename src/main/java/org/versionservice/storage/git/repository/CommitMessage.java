package org.versionservice.storage.git.repository;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.revwalk.FooterLine;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Layout;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.RequestId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;
import org.versionservice.version.Transition;

/**
 * The message of a step's commit: a line for people, and trailers from which the service reads the
 * step.
 *
 * @see <a href="https://git-scm.com/docs/git-interpret-trailers">git-interpret-trailers</a>
 */
public final class CommitMessage {

  private static final String APP = "App";
  private static final String VERSION = "Version";
  private static final String PREVIOUS = "Previous";
  private static final String TYPE = "Type";
  private static final String REVISION = "Revision";
  private static final String CHANGE_ID = "Change-Id";
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String SOURCE_SHA = "Source-Sha";
  private static final String REQUEST_ID = "Request-Id";
  private static final String CONFLICT = "Conflict";
  private static final String PROJECT = "Project";
  private static final String LINE = "Line";
  private static final String CURRENT = "Current";
  private static final String RESERVATION = "Reservation";

  private static final String LAYOUT = "layout";

  private CommitMessage() {}

  /** Returns the message of a step, without author and time, which the commit's header has. */
  public static String of(Transition step) {
    StringBuilder text = new StringBuilder(320);
    text.append(step.app()).append(' ').append(subject(step)).append('\n');
    trailer(text, APP, Optional.of(step.app()));
    trailer(text, VERSION, Optional.of(step.version()));
    trailer(text, PREVIOUS, step.previous());
    trailer(text, TYPE, Optional.of(step.type().text()));
    trailer(text, REVISION, Optional.of(step.revision()));
    trailer(text, CHANGE_ID, Optional.of(step.request().id()));
    trailer(text, IDEMPOTENCY_KEY, step.request().key());
    trailer(text, SOURCE_SHA, step.request().sha());
    trailer(text, REQUEST_ID, step.request().requestId());
    trailer(text, CONFLICT, step.conflict());
    trailer(text, PROJECT, step.request().project());
    trailer(text, LINE, step.line());
    trailer(text, CURRENT, step.current());
    trailer(text, RESERVATION, step.reservedUntil());
    return text.append('\n').toString();
  }

  private static String subject(Transition step) {
    return switch (step.type()) {
      case DELETE -> "deleted";
      case CONFIRM -> step.version() + " confirmed";
      case ABORT -> step.version() + " aborted";
      default -> step.version() + (step.reservedUntil().isPresent() ? " reserved" : "");
    };
  }

  /** Returns the message of a commit that moves all entries to the files of a layout. */
  public static String ofLayout(Layout layout, Request request) {
    StringBuilder text = new StringBuilder(160);
    text.append("Move all versions to the layout ").append(layout.text()).append('\n');
    trailer(text, TYPE, Optional.of(LAYOUT));
    trailer(text, CHANGE_ID, Optional.of(request.id()));
    trailer(text, REQUEST_ID, request.requestId());
    return text.append('\n').toString();
  }

  /** Returns whether a message is one of {@link #ofLayout}. */
  static boolean isOfLayout(List<FooterLine> footer) {
    return footer.stream()
        .anyMatch(line -> line.getKey().equals(TYPE) && line.getValue().equals(LAYOUT));
  }

  /** Returns the request of a conversion; empty if the message is not one of {@link #ofLayout}. */
  static Optional<Request> readLayout(List<FooterLine> footer, String author) {
    try {
      return isOfLayout(footer) ? Optional.of(request(trailers(footer), author)) : Optional.empty();
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Map<String, String> trailers(List<FooterLine> footer) {
    Map<String, String> trailers = new HashMap<>();
    footer.forEach(line -> trailers.put(line.getKey(), line.getValue()));
    return trailers;
  }

  /**
   * Reads a step from a message.
   *
   * @param footer the last paragraph; of equal trailers, the last one counts
   * @param author the name of the commit's author
   * @param at the author's time
   * @return empty if the service did not make the commit
   */
  static Optional<Transition> read(List<FooterLine> footer, String author, Instant at) {
    Map<String, String> trailers = trailers(footer);
    if (!trailers.containsKey(CHANGE_ID)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Transition(
              Transition.Type.valueOf(required(trailers, TYPE).toUpperCase(Locale.ROOT)),
              new ApplicationId(required(trailers, APP)),
              optional(trailers, PREVIOUS, SemanticVersion::parse),
              SemanticVersion.parse(required(trailers, VERSION)),
              Long.parseLong(required(trailers, REVISION)),
              at,
              request(trailers, author),
              optional(trailers, CONFLICT, SemanticVersion::parse),
              optional(trailers, LINE, ReleaseLine::parse),
              optional(trailers, CURRENT, SemanticVersion::parse),
              optional(trailers, RESERVATION, CommitMessage::time)));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Request request(Map<String, String> trailers, String author) {
    return new Request(
        new ChangeId(required(trailers, CHANGE_ID)),
        new Principal(author),
        optional(trailers, IDEMPOTENCY_KEY, IdempotencyKey::new),
        optional(trailers, SOURCE_SHA, SourceSha::new),
        Optional.ofNullable(trailers.get(REQUEST_ID)).flatMap(RequestId::find),
        optional(trailers, PROJECT, ProjectId::new));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException notOurs) {
      throw new IllegalArgumentException("no time", notOurs);
    }
  }

  private static void trailer(StringBuilder text, String name, Optional<?> value) {
    value.ifPresent(given -> text.append('\n').append(name).append(": ").append(given));
  }

  private static String required(Map<String, String> trailers, String name) {
    String value = trailers.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no trailer " + name);
    }
    return value;
  }

  private static <T> Optional<T> optional(
      Map<String, String> trailers, String name, Function<String, T> parse) {
    return Optional.ofNullable(trailers.get(name)).map(parse);
  }
}
