package org.versionservice.version;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spellings of versions for tools that do not take SemVer's. Each keeps the order of the versions
 * that it can express.
 */
public enum VersionFormat {

  /** SemVer itself. */
  SEMVER,

  /**
   * A tag of a container image, which has no plus sign.
   *
   * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
   *     Distribution</a>
   */
  DOCKER,

  /**
   * A version of a Python package.
   *
   * @see <a href="https://peps.python.org/pep-0440/">PEP 440</a>
   */
  PEP440,

  /** Four numbers, as .NET's assemblies and Windows have them. */
  ASSEMBLY;

  private static final int LONGEST_TAG = 128;

  /** The maximum of a number in the version of an assembly. */
  private static final long MAX_NUMBER = 65_534;

  /** Returns the format with a name, in lower case; empty if there is none. */
  public static Optional<VersionFormat> find(String name) {
    return Arrays.stream(values()).filter(format -> format.text().equals(name)).findFirst();
  }

  /** Returns the name in requests. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns a version in this format; empty if it cannot be expressed. */
  public Optional<String> of(SemanticVersion version) {
    return switch (this) {
      case SEMVER -> Optional.of(version.toString());
      case DOCKER -> docker(version);
      case PEP440 -> Pep440.of(version);
      case ASSEMBLY -> assembly(version);
    };
  }

  private static Optional<String> docker(SemanticVersion version) {
    return Optional.of(version.toString().replace('+', '_'))
        .filter(tag -> tag.length() <= LONGEST_TAG);
  }

  private static Optional<String> assembly(SemanticVersion version) {
    List<Long> numbers = List.of(version.major(), version.minor(), version.patch(), 0L);
    return version.isPreRelease() || numbers.stream().anyMatch(number -> number > MAX_NUMBER)
        ? Optional.empty()
        : Optional.of(numbers.stream().map(String::valueOf).collect(Collectors.joining(".")));
  }

  /** The parts of a version of a Python package. */
  private static final class Pep440 {

    private static final Map<String, String> PRE_RELEASES =
        Map.of("alpha", "a", "beta", "b", "rc", "rc");

    /** The number of identifiers that a {@link DevBuild} with a time adds. */
    private static final int DEV_LENGTH = 4;

    private Pep440() {}

    static Optional<String> of(SemanticVersion version) {
      List<String> identifiers = version.preRelease();
      int length = identifiers.size() - DEV_LENGTH;
      boolean dev = length >= 0 && isDev(identifiers.subList(length, identifiers.size()));
      List<String> before = dev ? identifiers.subList(0, length) : identifiers;
      String build = dev ? dev(identifiers, length) : build(version);
      return preRelease(before, dev).map(text -> version.release() + text + build);
    }

    private static boolean isDev(List<String> last) {
      return last.get(0).equals(DevBuild.LOWEST)
          && last.get(1).equals(DevBuild.DEV)
          && SemanticVersion.isNumeric(last.get(2))
          && last.get(3).matches(DevBuild.GIT + "[0-9a-f]{7}");
    }

    private static String dev(List<String> identifiers, int from) {
      return ".dev" + identifiers.get(from + 2) + "+" + identifiers.get(from + 3);
    }

    /** A local version is of lower-case letters, digits and points. */
    private static String build(SemanticVersion version) {
      String local =
          version.build().stream()
              .flatMap(identifier -> Stream.of(identifier.split("-")))
              .filter(part -> !part.isEmpty())
              .map(part -> part.toLowerCase(Locale.ROOT))
              .collect(Collectors.joining("."));
      return local.isEmpty() ? "" : "+" + local;
    }

    /**
     * @param precedes whether the next pre-release is meant, which a build behind this one precedes
     */
    private static Optional<String> preRelease(List<String> identifiers, boolean precedes) {
      if (identifiers.isEmpty()) {
        return Optional.of("");
      }
      Optional<String> name = Optional.ofNullable(PRE_RELEASES.get(identifiers.get(0)));
      if (name.isEmpty()
          || identifiers.size() != 2
          || !SemanticVersion.isNumeric(identifiers.get(1))) {
        return Optional.empty();
      }
      long number = SemanticVersion.number(identifiers.get(1));
      return precedes && number == Long.MAX_VALUE
          ? Optional.empty()
          : name.map(letters -> letters + (precedes ? number + 1 : number));
    }
  }
}
