package org.versionservice.version;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members of an entry in {@code versions.json} and in the cache. */
public final class EntryMembers {

  public static final String REPO_NAME = "repo_name";
  public static final String REVISION = "revision";

  private static final String CURRENT = "current";
  private static final String HIGHEST = "highest";

  private final ApplicationId id;
  private @Nullable SemanticVersion current;
  private Optional<SemanticVersion> highest = Optional.empty();
  private Optional<SemanticVersion> release = Optional.empty();
  private Optional<SemanticVersion> kept = Optional.empty();
  private HandedOut lines = HandedOut.NONE;
  private Reservations reserved = Reservations.NONE;
  private Optional<String> repoName = Optional.empty();
  private Instant lastUpdated = Instant.EPOCH;
  private long revision;
  private Optional<SourceSha> sha = Optional.empty();

  /** Creates a reader of the entry of an app. */
  public EntryMembers(ApplicationId id) {
    this.id = id;
  }

  /**
   * Returns the members of an entry in their written order; each is a string, a long or a map of
   * members.
   */
  public static Map<String, Object> of(ApplicationVersion entry) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(CURRENT, entry.current().toString());
    members.put("project_id", entry.id().project().value());
    members.put("app_name", entry.id().appName());
    entry.repoName().ifPresent(name -> members.put(REPO_NAME, name));
    members.put("last_updated", entry.lastUpdated().toString());
    members.put(REVISION, entry.revision());
    entry.sha().ifPresent(sha -> members.put("sha", sha.value()));
    addVersions(entry.current(), entry.versions(), members);
    return members;
  }

  private static void addVersions(
      SemanticVersion current, HighestVersions versions, Map<String, Object> members) {
    if (!versions.highest().equals(current)) {
      members.put(HIGHEST, versions.highest().toString());
    }
    if (!versions.kept().equals(versions.highest())) {
      members.put("kept", versions.kept().toString());
    }
    versions
        .release()
        .filter(
            release ->
                !HighestVersions.releaseOf(current, versions.kept()).equals(Optional.of(release)))
        .ifPresent(release -> members.put("release", release.toString()));
    if (!versions.lines().equals(HandedOut.NONE)) {
      members.put("lines", of(versions.lines()));
    }
    if (!versions.reserved().equals(Reservations.NONE)) {
      members.put("reserved", ReservationMembers.of(versions.reserved()));
    }
  }

  private static Map<String, Object> of(HandedOut lines) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (SemanticVersion version : lines.versions()) {
      ReleaseLine line = ReleaseLine.of(version);
      Map<String, Object> ofLine = new LinkedHashMap<>();
      lines.kept(Optional.of(line)).ifPresent(kept -> ofLine.put(CURRENT, kept.toString()));
      ofLine.put(HIGHEST, version.toString());
      members.put(line.toString(), ofLine);
    }
    return members;
  }

  /** Returns the members of a JSON object that was read. */
  public static Map<String, Object> object(Map<?, ?> read) {
    Map<String, Object> members = new LinkedHashMap<>();
    read.forEach((name, value) -> members.put((String) name, value));
    return members;
  }

  /**
   * Reads a member.
   *
   * @param value a string, a number, a map of members, or another object, which is invalid
   * @return whether an entry has a member of this name
   * @throws IllegalArgumentException if the member cannot have this value
   */
  public boolean read(String name, Object value) {
    switch (name) {
      case CURRENT -> current = SemanticVersion.parse(text(value));
      case HIGHEST -> highest = Optional.of(SemanticVersion.parse(text(value)));
      case "release" -> release = Optional.of(release(text(value)));
      case "kept" -> kept = Optional.of(SemanticVersion.parse(text(value)));
      case "lines" -> lines = lines(value);
      case "reserved" -> reserved = ReservationMembers.read(object(value));
      case "project_id" ->
          check(value.equals(id.project().value()), "\"project_id\" is not that of the app-id");
      case "app_name" ->
          check(value.equals(id.appName()), "\"app_name\" is not that of the app-id");
      case REPO_NAME -> repoName = Optional.of(text(value));
      case "last_updated" -> lastUpdated = instant(text(value));
      case "sha" -> sha = Optional.of(new SourceSha(text(value)));
      case REVISION -> {
        check(!(value instanceof BigInteger), "the number is too large");
        check(value instanceof Number, "a whole number is expected");
        revision = ((Number) value).longValue();
        check(revision >= 0, "a revision is not negative");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Returns the entry of the members that were read; empty without a version. */
  public Optional<ApplicationVersion> entry() {
    return Optional.ofNullable(current)
        .map(
            version ->
                new ApplicationVersion(
                    id, version, versions(version), repoName, lastUpdated, revision, sha));
  }

  /** Returns the highest versions that the members tell of, whatever they contradict. */
  private HighestVersions versions(SemanticVersion version) {
    SemanticVersion mostKept = kept.or(() -> highest).orElse(version);
    SemanticVersion top = highest.orElse(mostKept);
    HandedOut all = lines.reserving(top).with(mostKept).with(version);
    for (Reservation reservation : reserved.all()) {
      all = all.reserving(reservation.version());
    }
    HandedOut handedOut = release.map(all::with).orElse(all);
    return new HighestVersions(
        handedOut.highest().orElseThrow(),
        handedOut.kept(Optional.empty()).orElseThrow(),
        SemanticVersion.max(release, HighestVersions.releaseOf(version, mostKept)),
        lines,
        reserved);
  }

  private static SemanticVersion release(String text) {
    SemanticVersion release = SemanticVersion.parse(text);
    check(!release.isPreRelease(), "\"release\" has no pre-release");
    return release;
  }

  private static HandedOut lines(Object value) {
    List<SemanticVersion> highest = new ArrayList<>();
    List<SemanticVersion> current = new ArrayList<>();
    for (Map.Entry<String, Object> line : object(value).entrySet()) {
      ReleaseLine name = ReleaseLine.parse(line.getKey());
      check(name.minor().isPresent(), "a line in \"lines\" is MAJOR.MINOR");
      Map<String, Object> members = object(line.getValue());
      Optional.ofNullable(members.get(CURRENT)).ifPresent(text -> current.add(in(name, text)));
      Optional.ofNullable(members.get(HIGHEST)).ifPresent(text -> highest.add(in(name, text)));
    }
    highest.addAll(current);
    return HandedOut.of(highest, current);
  }

  private static SemanticVersion in(ReleaseLine line, Object value) {
    SemanticVersion version = SemanticVersion.parse(text(value));
    check(line.contains(version), "a version in \"lines\" is not in its line");
    return version;
  }

  /** Returns the members of a value that must be an object. */
  static Map<String, Object> object(Object value) {
    if (value instanceof Map<?, ?> read) {
      return object(read);
    }
    throw new IllegalArgumentException("an object is expected");
  }

  private static void check(boolean condition, String expectation) {
    if (!condition) {
      throw new IllegalArgumentException(expectation);
    }
  }

  static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("a string is expected");
  }

  static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notRfc3339) {
      throw new IllegalArgumentException("an RFC 3339 time is expected", notRfc3339);
    }
  }
}
