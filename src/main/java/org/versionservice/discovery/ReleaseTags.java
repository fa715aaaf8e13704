package org.versionservice.discovery;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.SemanticVersion;

/**
 * The tags of a repository that may stand for versions.
 *
 * @param names as {@code v1.2.3}, {@code app-name/v1.2.3} and {@code app-name@1.2.3}
 */
record ReleaseTags(List<String> names) {

  /** The highest version that a tag gives to an app; one without a name is for all apps. */
  Optional<SemanticVersion> highest(ApplicationId app) {
    return names.stream()
        .flatMap(name -> version(name, app.appName()).stream())
        .max(Comparator.naturalOrder());
  }

  private static Optional<SemanticVersion> version(String tag, String appName) {
    for (String prefix : List.of("v", appName + "/v", appName + '@')) {
      if (tag.startsWith(prefix)) {
        Optional<SemanticVersion> version = parsed(tag.substring(prefix.length()));
        if (version.isPresent()) {
          return version;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<SemanticVersion> parsed(String text) {
    try {
      return Optional.of(SemanticVersion.parse(text));
    } catch (IllegalArgumentException anotherTag) {
      return Optional.empty();
    }
  }
}
