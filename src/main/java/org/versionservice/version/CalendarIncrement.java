package org.versionservice.version;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * The next calendar version: that of the month, with the number 0, if it is higher than the version
 * before, otherwise the next patch.
 *
 * @param scheme how a version names the month
 * @param identifier the identifier of a pre-release of that version; empty for the version itself
 * @param force continues a version of another scheme, too
 * @see <a href="https://calver.org">calver.org</a>
 */
public record CalendarIncrement(Scheme scheme, Optional<String> identifier, boolean force)
    implements Increment {

  /** The year and the month in a calendar version; the month has no leading zero. */
  public enum Scheme {
    /** The year has four digits, as in 2026.11.0. */
    YYYY_MM("YYYY.MM", 0, 1000, 9999),
    /** The year counts from 2000, as in 26.11.0. */
    YY_MM("YY.MM", 2000, 10, 99);

    private static final int MONTHS = 12;

    private final String text;
    private final int since;
    private final int first;
    private final int last;

    /**
     * @param first the lowest year that is recognised, so that 1.4.2 is none
     */
    Scheme(String text, int since, int first, int last) {
      this.text = text;
      this.since = since;
      this.first = first;
      this.last = last;
    }

    /** Returns the name in requests. */
    public String text() {
      return text;
    }

    private SemanticVersion firstOf(Instant at) {
      ZonedDateTime date = at.atZone(UTC);
      return SemanticVersion.of((long) date.getYear() - since, date.getMonthValue(), 0);
    }

    private boolean has(SemanticVersion version) {
      return version.major() >= first
          && version.major() <= last
          && version.minor() >= 1
          && version.minor() <= MONTHS;
    }
  }

  public CalendarIncrement {
    identifier.ifPresent(ToPreRelease::checkIdentifier);
  }

  @Override
  public Optional<SemanticVersion> next(SemanticVersion from, Instant at) {
    SemanticVersion release = scheme.firstOf(at);
    SemanticVersion first =
        identifier.map(name -> ToPreRelease.first(release, name)).orElse(release);
    return first.compareTo(from) > 0 ? Optional.of(first) : next(from);
  }

  /** Returns the version after another one of the same month, or of a later one. */
  @Override
  public Optional<SemanticVersion> next(SemanticVersion from) {
    return identifier
        .<Increment>map(name -> new ToPreRelease(Level.PATCH, name))
        .orElseGet(() -> new ToRelease(Level.PATCH))
        .next(from);
  }

  @Override
  public boolean mayFollow(SemanticVersion highest) {
    return force || scheme.has(highest);
  }

  @Override
  public Transition.Type type() {
    return identifier.isPresent() ? Transition.Type.PRERELEASE : Transition.Type.CALVER;
  }
}
