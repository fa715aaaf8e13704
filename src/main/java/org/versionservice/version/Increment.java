package org.versionservice.version;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A rule for the next version; the rules are those of node-semver's {@code inc}.
 *
 * <p>The next version is always higher than the previous one and has no build metadata.
 *
 * @see <a href="https://github.com/npm/node-semver#functions">node-semver</a>
 */
public sealed interface Increment
    permits Increment.ToRelease, Increment.ToPreRelease, Increment.Promotion, CalendarIncrement {

  /** The number of a version to increment. */
  enum Level {
    MAJOR,
    MINOR,
    PATCH
  }

  /**
   * Returns the version after {@code from}.
   *
   * @return empty if there is none; {@link #refusal()} is the reason
   */
  Optional<SemanticVersion> next(SemanticVersion from);

  /**
   * Returns the version after {@code from}, for a change at a time.
   *
   * @return empty if there is none; {@link #refusal()} is the reason
   */
  default Optional<SemanticVersion> next(SemanticVersion from, Instant at) {
    return next(from);
  }

  /** Returns whether an app may continue its highest version with this increment. */
  default boolean mayFollow(SemanticVersion highest) {
    return true;
  }

  /** Returns the reason why {@link #next} can be empty. */
  default Refusal refusal() {
    return Refusal.VERSION_EXHAUSTED;
  }

  /** Returns the type that commits record for this increment. */
  Transition.Type type();

  /** The next release; a pre-release of that release becomes the release. */
  record ToRelease(Level level) implements Increment {

    @Override
    public Optional<SemanticVersion> next(SemanticVersion from) {
      return from.isPreRelease() && startsAt(from) ? Optional.of(from.release()) : successor(from);
    }

    /** Returns whether the numbers below this level are zero, as after an increment of it. */
    private boolean startsAt(SemanticVersion version) {
      return switch (level) {
        case PATCH -> true;
        case MINOR -> version.patch() == 0;
        case MAJOR -> version.minor() == 0 && version.patch() == 0;
      };
    }

    private Optional<SemanticVersion> successor(SemanticVersion from) {
      long number =
          switch (level) {
            case MAJOR -> from.major();
            case MINOR -> from.minor();
            case PATCH -> from.patch();
          };
      if (number == Long.MAX_VALUE) {
        return Optional.empty();
      }
      return Optional.of(
          switch (level) {
            case MAJOR -> SemanticVersion.of(number + 1, 0, 0);
            case MINOR -> SemanticVersion.of(from.major(), number + 1, 0);
            case PATCH -> SemanticVersion.of(from.major(), from.minor(), number + 1);
          });
    }

    @Override
    public Transition.Type type() {
      return Transition.Type.valueOf(level.name());
    }
  }

  /**
   * The next pre-release of the release that {@code base} leads to: {@code rc.1}, then {@code
   * rc.2}. An identifier that sorts below the current one starts with the next patch.
   *
   * @param base the increment from the last release to the one that the pre-release leads to
   * @param identifier the identifier before the number: 1 to 64 of 0-9, A-Z, a-z and -, not numeric
   */
  record ToPreRelease(Level base, String identifier) implements Increment {

    private static final Pattern GRAMMAR = Pattern.compile("[0-9A-Za-z-]{1,64}");

    public ToPreRelease {
      checkIdentifier(identifier);
    }

    static void checkIdentifier(String identifier) {
      if (!GRAMMAR.matcher(identifier).matches() || SemanticVersion.isNumeric(identifier)) {
        throw new IllegalArgumentException(
            "a pre-release identifier is 1 to 64 of 0-9, A-Z, a-z and -, and not a number");
      }
    }

    @Override
    public Optional<SemanticVersion> next(SemanticVersion from) {
      ToRelease toBase = new ToRelease(base);
      if (!from.isPreRelease() || !toBase.startsAt(from)) {
        return toBase.next(from).map(this::first);
      }
      if (isNumbered(from.preRelease())) {
        return numbered(from);
      }
      SemanticVersion sameRelease = first(from);
      return sameRelease.compareTo(from) > 0
          ? Optional.of(sameRelease)
          : new ToRelease(Level.PATCH).successor(from).map(this::first);
    }

    private boolean isNumbered(List<String> identifiers) {
      return identifiers.size() >= 2
          && identifiers.get(0).equals(identifier)
          && SemanticVersion.isNumeric(identifiers.get(1));
    }

    private Optional<SemanticVersion> numbered(SemanticVersion from) {
      long number = SemanticVersion.number(from.preRelease().get(1));
      return number == Long.MAX_VALUE
          ? Optional.empty()
          : Optional.of(from.withPreRelease(identifier, Long.toString(number + 1)));
    }

    private SemanticVersion first(SemanticVersion release) {
      return first(release, identifier);
    }

    static SemanticVersion first(SemanticVersion release, String identifier) {
      return release.withPreRelease(identifier, "1");
    }

    @Override
    public Transition.Type type() {
      return Transition.Type.PRERELEASE;
    }
  }

  /** The release that a pre-release leads to; a release has none. */
  record Promotion() implements Increment {

    @Override
    public Optional<SemanticVersion> next(SemanticVersion from) {
      return from.isPreRelease() ? Optional.of(from.release()) : Optional.empty();
    }

    @Override
    public Refusal refusal() {
      return Refusal.NOT_A_PRERELEASE;
    }

    @Override
    public Transition.Type type() {
      return Transition.Type.RELEASE;
    }
  }
}
