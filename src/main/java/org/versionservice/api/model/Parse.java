package org.versionservice.api.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitPrefix;
import org.versionservice.version.DevBuild;
import org.versionservice.version.ProjectId;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;
import org.versionservice.version.VersionFormat;

/** Parses texts from clients into values; an invalid text becomes a {@link ProblemException}. */
public final class Parse {

  private static final int MAX_QUOTE_LENGTH = 64;

  private Parse() {}

  public static ApplicationId app(String text) {
    return parsed(ErrorCode.INVALID_APP_ID, text, ApplicationId::new);
  }

  public static ProjectId project(String text) {
    return parsed(ErrorCode.INVALID_PROJECT_ID, text, ProjectId::new);
  }

  public static SemanticVersion version(@Nullable SetRequest body) {
    String text = required(body == null ? null : body.version(), "version");
    return parsed(ErrorCode.INVALID_VERSION, text, SemanticVersion::parse);
  }

  /**
   * Parses the build that a request wants a name for.
   *
   * @param sortable whether the name is to contain a time
   * @param now the time if the request has none
   */
  public static DevBuild build(@Nullable DevRequest body, boolean sortable, Instant now) {
    String sha = required(body == null ? null : body.sha(), "sha");
    SourceSha commit = parsed(ErrorCode.INVALID_BODY, sha, SourceSha::new);
    Optional<Instant> at = Optional.ofNullable(body).map(DevRequest::at).map(Parse::buildTime);
    Optional<Instant> time = sortable ? at.or(() -> Optional.of(now)) : Optional.empty();
    return new DevBuild(commit, time);
  }

  private static Instant buildTime(String text) {
    try {
      return parsed(
          ErrorCode.INVALID_BODY,
          text,
          at -> DevBuild.checkedTime(OffsetDateTime.parse(at).toInstant()));
    } catch (DateTimeException noTime) {
      throw new ProblemException(ErrorCode.INVALID_BODY, "at is a time of RFC 3339");
    }
  }

  /** Parses the format of the answer. */
  public static Optional<VersionFormat> format(@Nullable String name) {
    return Optional.ofNullable(name)
        .map(
            text ->
                VersionFormat.find(text)
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                ErrorCode.INVALID_PARAMETER,
                                "format is semver, docker, pep440 or assembly")));
  }

  /** Parses the parameter that says how long a version is reserved; an hour if absent. */
  public static Duration reservationTime(@Nullable String text) {
    String detail = "ttl is an ISO-8601 duration from PT1M to P7D";
    try {
      Duration time = Duration.parse(text == null ? "PT1H" : text);
      if (time.compareTo(Duration.ofMinutes(1)) >= 0 && time.compareTo(Duration.ofDays(7)) <= 0) {
        return time.truncatedTo(ChronoUnit.SECONDS);
      }
      throw new ProblemException(ErrorCode.INVALID_PARAMETER, detail);
    } catch (DateTimeException noDuration) {
      throw new ProblemException(ErrorCode.INVALID_PARAMETER, detail);
    }
  }

  /** Parses the parameter that names a release line. */
  public static Optional<ReleaseLine> line(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(name -> parsed(ErrorCode.INVALID_PARAMETER, name, ReleaseLine::parse));
  }

  /** Parses a parameter that is a version. */
  public static Optional<SemanticVersion> version(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(version -> parsed(ErrorCode.INVALID_PARAMETER, version, SemanticVersion::parse));
  }

  /** Returns the source commit of a request, if it has one. */
  public static Optional<SourceSha> sha(@Nullable IncrementRequest body) {
    return Optional.ofNullable(body)
        .map(IncrementRequest::sha)
        .map(text -> parsed(ErrorCode.INVALID_BODY, text, SourceSha::new));
  }

  /** Parses a boolean parameter: false if absent, true if it has no value. */
  public static boolean flag(String name, @Nullable String text) {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true") || text.isEmpty()) {
      return true;
    }
    throw new ProblemException(ErrorCode.INVALID_PARAMETER, name + " is true or false");
  }

  /** Parses a parameter that is a whole number from {@code min} to {@code max}. */
  public static int number(String name, String text, int min, int max) {
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new ProblemException(
        ErrorCode.INVALID_PARAMETER, name + " is a number from " + min + " to " + max);
  }

  /** Parses a parameter that is a commit, as its first 7 to 40 hexadecimal digits. */
  public static CommitPrefix commit(String name, String text) {
    return CommitPrefix.parse(text)
        .orElseThrow(
            () ->
                new ProblemException(
                    ErrorCode.INVALID_PARAMETER,
                    name + " is 7 to 40 hexadecimal digits of a commit"));
  }

  /** Parses a parameter that is a time of RFC 3339; the problem mentions commits too. */
  public static Instant time(String name, String text) {
    try {
      // A plus sign that the client did not encode arrives as a space.
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeException neither) {
      throw new ProblemException(
          ErrorCode.INVALID_PARAMETER, name + " is a commit or a time of RFC 3339");
    }
  }

  private static String required(@Nullable String text, String member) {
    if (text == null) {
      throw new ProblemException(
          ErrorCode.INVALID_BODY, "the body is a JSON object with the text \"" + member + '"');
    }
    return text;
  }

  /** Returns a client's text in quotes, cut to 64 characters. */
  public static String quoted(String name) {
    return '"'
        + (name.length() <= MAX_QUOTE_LENGTH ? name : name.substring(0, MAX_QUOTE_LENGTH))
        + '"';
  }

  /** Parses a value; the parser's message becomes the detail of the problem. */
  public static <T> T parsed(ErrorCode code, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(code, String.valueOf(wrong.getMessage()));
    }
  }
}
