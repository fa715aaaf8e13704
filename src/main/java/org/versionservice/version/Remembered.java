package org.versionservice.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A step and its commit, packed: very many are kept for retries, and few of them are ever asked
 * for. Takes about 230 bytes of memory.
 */
final class Remembered {

  /** What can stand in none of the parts. */
  private static final String SEPARATOR = "\n";

  private final long atSecond;
  private final int shaHash;
  private final byte[] packed;

  private Remembered(long atSecond, int shaHash, byte[] packed) {
    this.atSecond = atSecond;
    this.shaHash = shaHash;
    this.packed = packed;
  }

  static Remembered of(Issued issued) {
    Transition step = issued.transition();
    Request request = step.request();
    String text =
        String.join(
            SEPARATOR,
            issued.commit().value(),
            step.type().name(),
            step.app().value(),
            text(step.previous()),
            step.version().toString(),
            Long.toString(step.revision()),
            request.id().value(),
            request.principal().name(),
            text(request.key()),
            text(request.sha()),
            text(step.conflict()));
    return new Remembered(
        step.at().getEpochSecond(), request.sha().hashCode(), text.getBytes(UTF_8));
  }

  Issued unpack() {
    String[] parts = new String(packed, UTF_8).split(SEPARATOR, -1);
    Transition step =
        new Transition(
            Transition.Type.valueOf(parts[1]),
            new ApplicationId(parts[2]),
            value(parts[3], SemanticVersion::parse),
            SemanticVersion.parse(parts[4]),
            Long.parseLong(parts[5]),
            at(),
            new Request(
                new ChangeId(parts[6]),
                new Principal(parts[7]),
                value(parts[8], IdempotencyKey::new),
                value(parts[9], SourceSha::new)),
            value(parts[10], SemanticVersion::parse));
    return new Issued(step, new CommitId(parts[0]));
  }

  /** When the step was made, in whole seconds. */
  Instant at() {
    return Instant.ofEpochSecond(atSecond);
  }

  /** Tells whether the step was made for a source commit. */
  boolean isFor(SourceSha sha) {
    return shaHash == Optional.of(sha).hashCode()
        && unpack().transition().request().sha().filter(sha::equals).isPresent();
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }

  private static <T> Optional<T> value(String text, Function<String, T> parse) {
    return text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text));
  }
}
