package org.versionservice.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A step and its commit in about 230 bytes of memory: many are kept for retries, and few are ever
 * read.
 */
final class PackedTransition {

  /** Occurs in none of the parts. */
  private static final String SEPARATOR = "\n";

  private static final int NO_SHA = -1;

  private static final int APP = 2;
  private static final int KEY = 8;
  private static final int PROJECT = 11;
  private static final int LINE = 12;
  private static final int CURRENT = 13;
  private static final int RESERVED_UNTIL = 14;

  private final long atSecond;
  private final int sha;
  private final byte[] packed;

  private PackedTransition(long atSecond, int sha, byte[] packed) {
    this.atSecond = atSecond;
    this.sha = sha;
    this.packed = packed;
  }

  static PackedTransition of(CommittedTransition issued) {
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
            text(step.conflict()),
            text(request.project()),
            text(step.line()),
            text(step.current()),
            text(step.reservedUntil()));
    return new PackedTransition(
        step.at().getEpochSecond(),
        request.sha().map(SourceSha::beginning).orElse(NO_SHA),
        text.getBytes(UTF_8));
  }

  CommittedTransition unpack() {
    String[] parts = parts();
    Transition step =
        new Transition(
            Transition.Type.valueOf(parts[1]),
            new ApplicationId(parts[APP]),
            value(parts[3], SemanticVersion::parse),
            SemanticVersion.parse(parts[4]),
            Long.parseLong(parts[5]),
            at(),
            new Request(
                new ChangeId(parts[6]),
                new Principal(parts[7]),
                value(parts[KEY], IdempotencyKey::new),
                value(parts[9], SourceSha::new),
                Optional.empty(),
                value(parts[PROJECT], ProjectId::new)),
            value(parts[10], SemanticVersion::parse),
            value(parts[LINE], ReleaseLine::parse),
            value(parts[CURRENT], SemanticVersion::parse),
            value(parts[RESERVED_UNTIL], Instant::parse));
    return new CommittedTransition(step, new CommitId(parts[0]));
  }

  /** Returns the key of {@link ScopedKey#of(Transition)}. */
  Optional<ScopedKey> key() {
    String[] parts = parts();
    String scope = parts[PROJECT].isEmpty() ? parts[APP] : parts[PROJECT];
    return value(parts[KEY], key -> new ScopedKey(scope, new IdempotencyKey(key)));
  }

  ApplicationId app() {
    return new ApplicationId(parts()[APP]);
  }

  private String[] parts() {
    return new String(packed, UTF_8).split(SEPARATOR, -1);
  }

  /** Writes the step for {@link #read}. */
  void writeTo(DataOutput out) throws IOException {
    out.writeLong(atSecond);
    out.writeInt(sha);
    out.writeInt(packed.length);
    out.write(packed);
  }

  static PackedTransition read(DataInput in) throws IOException {
    long atSecond = in.readLong();
    int sha = in.readInt();
    byte[] packed = new byte[in.readInt()];
    in.readFully(packed);
    return new PackedTransition(atSecond, sha, packed);
  }

  Instant at() {
    return Instant.ofEpochSecond(atSecond);
  }

  boolean hasSha() {
    return sha != NO_SHA;
  }

  /** Returns whether the step was made for a source commit, abbreviated or not. */
  boolean isFor(SourceSha commit) {
    return sha == commit.beginning()
        && unpack().transition().request().sha().filter(commit::isSameCommit).isPresent();
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }

  private static <T> Optional<T> value(String text, Function<String, T> parse) {
    return text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text));
  }
}
