package org.versionservice.discovery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.HandedOut;
import org.versionservice.version.SemanticVersion;

/**
 * The tags of a repository, searched for an app's versions.
 *
 * <p>A tag is a prefix and a version, with or without a {@code v}. The prefixes {@code app/},
 * {@code app@}, {@code app-} and {@code app_} name an app, also after a path or a scope
 * ({@code @acme/app@1.2.3}). Without a prefix, or with a word for a release ({@code
 * release-1.2.3}), the version is that of the whole repository.
 *
 * @param names the tags' names
 */
record ReleaseTags(List<String> names) {

  private static final Pattern TAG =
      Pattern.compile("(.*?)[vV]?(\\d++\\.\\d++\\.\\d++(?:[-+].*+)?)");
  private static final Pattern OF_REPOSITORY =
      Pattern.compile("(?:(?:releases?|rel|versions?|ver)[/_@.-]?)?+");

  private static final Pattern OF_OTHERS = Pattern.compile(".+[/@]");

  private static final Pattern LIKE_A_VERSION = Pattern.compile("\\d\\.\\d");
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,64}");

  private record Release(String prefix, SemanticVersion version) {}

  /** Returns the versions of an app's own tags or, without any, of the repository's tags. */
  DiscoveryResult find(ApplicationId app) {
    List<Release> releases = names.stream().flatMap(name -> release(name).stream()).toList();
    HandedOut own = versions(releases, prefix -> isOf(app, prefix));
    HandedOut found =
        own.highest().isPresent() ? own : versions(releases, ReleaseTags::isOfRepository);
    return Optional.<DiscoveryResult>of(new DiscoveryResult.Found(found))
        .filter(known -> found.highest().isPresent())
        .or(this::notUnderstood)
        .orElseGet(() -> new DiscoveryResult.Found(HandedOut.NONE));
  }

  private static HandedOut versions(List<Release> releases, Predicate<String> prefixes) {
    return HandedOut.of(
        releases.stream()
            .filter(release -> prefixes.test(release.prefix()))
            .map(Release::version)
            .toList());
  }

  private static boolean isOf(ApplicationId app, String prefix) {
    int last = prefix.length() - 1;
    if (last < 1 || "/@-_".indexOf(prefix.charAt(last)) < 0) {
      return false;
    }
    String path = prefix.substring(0, last);
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.equals(app.appName()) || name.equals(app.value());
  }

  private static boolean isOfRepository(String prefix) {
    return OF_REPOSITORY.matcher(prefix.toLowerCase(Locale.ROOT)).matches();
  }

  /** Fails on tags that look like versions: they may name issued versions. */
  private Optional<DiscoveryResult> notUnderstood() {
    return names.stream()
        .filter(name -> LIKE_A_VERSION.matcher(name).find() && !isOfOthers(name))
        .findFirst()
        .map(
            name ->
                new DiscoveryResult.Failed(
                    "tags look like versions"
                        + (PRINTABLE.matcher(name).matches() ? ", as " + name + ',' : "")
                        + " and none of them is understood; PUT sets a first version"));
  }

  private static boolean isOfOthers(String name) {
    return release(name)
        .filter(release -> OF_OTHERS.matcher(release.prefix()).matches())
        .isPresent();
  }

  private static Optional<Release> release(String name) {
    Matcher tag = TAG.matcher(name);
    if (!tag.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Release(tag.group(1), SemanticVersion.parse(tag.group(2))));
    } catch (IllegalArgumentException anotherTag) {
      return Optional.empty();
    }
  }
}
