package org.versionservice.version;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a build between two versions. It sorts above the version that it follows, and below
 * the next one.
 *
 * @param sha the source commit
 * @param time the time to sort by, with years from 1000 to 9999; empty for the short name, which
 *     sorts by the sha
 */
public record DevBuild(SourceSha sha, Optional<Instant> time) {

  /** The identifier of all names. */
  static final String DEV = "dev";

  /** Sorts below all identifiers that are not numeric, and so below alpha, beta and rc. */
  static final String LOWEST = "0";

  /** Before the sha, which may be a number with leading zeros. */
  static final String GIT = "g";

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(UTC);

  private static final int FIRST_YEAR = 1000;
  private static final int LAST_YEAR = 9999;

  public DevBuild {
    time.ifPresent(DevBuild::checkedTime);
  }

  /**
   * Returns a time that the name of a build may contain.
   *
   * @throws IllegalArgumentException if its year has not four digits
   */
  public static Instant checkedTime(Instant time) {
    int year = time.atZone(UTC).getYear();
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      throw new IllegalArgumentException(
          "the time of a build has a year from " + FIRST_YEAR + " to " + LAST_YEAR);
    }
    return time;
  }

  /**
   * Returns the name of the build after a version: behind a pre-release one of its numbers,
   * otherwise a pre-release of the next patch.
   *
   * @return empty if there is no next patch
   */
  public Optional<SemanticVersion> after(SemanticVersion version) {
    Optional<SemanticVersion> base =
        version.isPreRelease()
            ? Optional.of(version)
            : new Increment.ToRelease(Increment.Level.PATCH).next(version);
    return base.map(
        next -> {
          List<String> identifiers = new ArrayList<>(next.preRelease());
          identifiers.addAll(identifiers());
          return next.withPreRelease(identifiers.toArray(String[]::new));
        });
  }

  private List<String> identifiers() {
    return time.map(at -> List.of(LOWEST, DEV, SECONDS.format(at), GIT + sha.abbreviated()))
        .orElseGet(() -> List.of(DEV + "-" + sha.abbreviated()));
  }
}
