package org.versionservice.version;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members of an entry in {@code versions.json} and in the cache. */
public final class EntryMembers {

  public static final String REPO_NAME = "repo_name";
  public static final String REVISION = "revision";

  private final ApplicationId id;
  private @Nullable SemanticVersion current;
  private Optional<SemanticVersion> highest = Optional.empty();
  private Optional<String> repoName = Optional.empty();
  private Instant lastUpdated = Instant.EPOCH;
  private long revision;
  private Optional<SourceSha> sha = Optional.empty();

  /** Creates a reader of the entry of an app. */
  public EntryMembers(ApplicationId id) {
    this.id = id;
  }

  /** Returns the members of an entry in their written order; each is a string or a long. */
  public static Map<String, Object> of(ApplicationVersion entry) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("current", entry.current().toString());
    members.put("project_id", entry.id().project().value());
    members.put("app_name", entry.id().appName());
    entry.repoName().ifPresent(name -> members.put(REPO_NAME, name));
    members.put("last_updated", entry.lastUpdated().toString());
    members.put(REVISION, entry.revision());
    entry.sha().ifPresent(sha -> members.put("sha", sha.value()));
    if (!entry.highest().equals(entry.current())) {
      members.put("highest", entry.highest().toString());
    }
    return members;
  }

  /**
   * Reads a member.
   *
   * @param value a string, a number, or another object, which is invalid
   * @return whether an entry has a member of this name
   * @throws IllegalArgumentException if the member cannot have this value
   */
  public boolean read(String name, Object value) {
    switch (name) {
      case "current" -> current = SemanticVersion.parse(text(value));
      case "highest" -> highest = Optional.of(SemanticVersion.parse(text(value)));
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
                    highest.map(top -> SemanticVersion.max(version, top)).orElse(version),
                    repoName,
                    lastUpdated,
                    revision,
                    sha));
  }

  private static void check(boolean condition, String expectation) {
    if (!condition) {
      throw new IllegalArgumentException(expectation);
    }
  }

  private static String text(Object value) {
    check(value instanceof String, "a string is expected");
    return (String) value;
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notRfc3339) {
      throw new IllegalArgumentException("an RFC 3339 time is expected", notRfc3339);
    }
  }
}
