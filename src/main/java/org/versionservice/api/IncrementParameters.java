package org.versionservice.api;

import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Caller;
import org.versionservice.access.Role;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.service.RequestedLine;
import org.versionservice.service.WriteOptions;
import org.versionservice.version.CalendarIncrement;
import org.versionservice.version.CalendarIncrement.Scheme;
import org.versionservice.version.Increment;
import org.versionservice.version.Increment.Level;

/** The query parameters of a call that issues a version. */
public final class IncrementParameters {

  private static final String CALVER = "calver";
  private static final String DEFAULT_IDENTIFIER = "rc";

  /** The type of increment; a patch if absent. */
  @QueryParam("type")
  @Nullable String type;

  /** The identifier of a pre-release. */
  @QueryParam("preid")
  @Nullable String identifier;

  /** The level of the release that a pre-release precedes; a patch if absent. */
  @QueryParam("base")
  @Nullable String base;

  /** The scheme of a calendar version. */
  @QueryParam(CALVER)
  @Nullable String scheme;

  /** Whether to start calendar versions after others. */
  @QueryParam("force")
  @Nullable String force;

  @QueryParam("line")
  @Nullable String line;

  @QueryParam("from")
  @Nullable String from;

  @QueryParam("format")
  @Nullable String format;

  @QueryParam("dryRun")
  @Nullable String dryRun;

  /** Returns whether the type of the increment is given. */
  boolean hasType() {
    return type != null;
  }

  /**
   * Returns the increment.
   *
   * @throws ProblemException if a value is not valid, or not allowed beside another one
   */
  Increment increment() {
    boolean preRelease = "prerelease".equals(type);
    if (CALVER.equals(type) || (preRelease && CALVER.equals(base))) {
      return calendarIncrement(preRelease);
    }
    if (scheme != null || force != null) {
      throw invalid("calver and force are for the type calver");
    }
    if (preRelease) {
      Level level =
          level(base == null ? "patch" : base)
              .orElseThrow(() -> invalid("base is patch, minor, major or calver"));
      return Parse.parsed(
          ErrorCode.INVALID_PARAMETER,
          preReleaseIdentifier(),
          word -> new Increment.ToPreRelease(level, word));
    }
    return "release".equals(type) ? new Increment.Promotion() : toRelease();
  }

  private Increment toRelease() {
    return level(type == null ? "patch" : type)
        .map(Increment.ToRelease::new)
        .orElseThrow(
            () ->
                new ProblemException(
                    ErrorCode.INVALID_INCREMENT_TYPE,
                    "type is patch, minor, major, prerelease, release or calver"));
  }

  private Increment calendarIncrement(boolean preRelease) {
    if (line != null) {
      throw invalid("a calendar version has no line");
    }
    Scheme named =
        Arrays.stream(Scheme.values())
            .filter(each -> each.text().equals(scheme == null ? Scheme.YYYY_MM.text() : scheme))
            .findFirst()
            .orElseThrow(() -> invalid("calver is YYYY.MM or YY.MM"));
    boolean forced = Parse.flag("force", force);
    return Parse.parsed(
        ErrorCode.INVALID_PARAMETER,
        preReleaseIdentifier(),
        word ->
            new CalendarIncrement(
                named, preRelease ? Optional.of(word) : Optional.empty(), forced));
  }

  private String preReleaseIdentifier() {
    return identifier == null ? DEFAULT_IDENTIFIER : identifier;
  }

  private static Optional<Level> level(String text) {
    return Arrays.stream(Level.values())
        .filter(level -> level.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }

  /** Checks that the caller may send the parameters. */
  void checkAllowed(Caller caller) {
    if (Parse.flag("force", force) && !caller.is(Role.ADMIN)) {
      throw new ProblemException(ErrorCode.FORBIDDEN, "force is for the role admin");
    }
  }

  RequestedLine requestedLine() {
    return LineParameters.read(line, from);
  }

  /** Returns the options of a change with those of the parameters. */
  WriteOptions on(WriteOptions options) {
    return options.withFormat(Parse.format(format)).withDryRun(Parse.flag("dryRun", dryRun));
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ErrorCode.INVALID_PARAMETER, detail);
  }
}
