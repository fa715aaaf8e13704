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
  private HandedOut lines = HandedOut.NONE;
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
    if (!entry.highest().equals(entry.current())) {
      members.put(HIGHEST, entry.highest().toString());
    }
    entry
        .release()
        .filter(
            release ->
                !ApplicationVersion.releaseOf(entry.current(), entry.highest())
                    .equals(Optional.of(release)))
        .ifPresent(release -> members.put("release", release.toString()));
    if (!entry.lines().equals(HandedOut.NONE)) {
      members.put("lines", of(entry.lines()));
    }
    return members;
  }

  private static Map<String, Object> of(HandedOut lines) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (SemanticVersion version : lines.versions()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put(CURRENT, version.toString());
      line.put(HIGHEST, version.toString());
      members.put(ReleaseLine.of(version).toString(), line);
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
      case "lines" -> lines = lines(value);
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
                    id,
                    version,
                    max(version, highest),
                    release,
                    lines,
                    repoName,
                    lastUpdated,
                    revision,
                    sha));
  }

  /** Returns the highest version that the members tell of. */
  private SemanticVersion max(SemanticVersion version, Optional<SemanticVersion> top) {
    Optional<SemanticVersion> most = SemanticVersion.max(release, lines.highest());
    return SemanticVersion.max(SemanticVersion.max(Optional.of(version), top), most).orElseThrow();
  }

  private static SemanticVersion release(String text) {
    SemanticVersion release = SemanticVersion.parse(text);
    check(!release.isPreRelease(), "\"release\" has no pre-release");
    return release;
  }

  private static HandedOut lines(Object value) {
    List<SemanticVersion> versions = new ArrayList<>();
    for (Map.Entry<String, Object> line : members(value).entrySet()) {
      ReleaseLine name = ReleaseLine.parse(line.getKey());
      check(name.minor().isPresent(), "a line in \"lines\" is MAJOR.MINOR");
      Map<String, Object> members = members(line.getValue());
      for (String member : List.of(CURRENT, HIGHEST)) {
        if (members.containsKey(member)) {
          SemanticVersion version = SemanticVersion.parse(text(members.get(member)));
          check(name.contains(version), "a version in \"lines\" is not in its line");
          versions.add(version);
        }
      }
    }
    return HandedOut.of(versions);
  }

  private static Map<String, Object> members(Object value) {
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

  private static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("a string is expected");
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notRfc3339) {
      throw new IllegalArgumentException("an RFC 3339 time is expected", notRfc3339);
    }
  }
}
