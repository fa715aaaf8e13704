package org.versionservice.storage.git;

import java.util.Locale;

/** Texts of {@code versions.json} in the form of other writers. */
public final class VersionsFiles {

  private VersionsFiles() {}

  /**
   * Returns a file in the form of the Go service: no revisions, escaped ampersands, fractions of a
   * second, no line feed at the end.
   *
   * @param apps the number of apps, named {@code 7-app01} and on, all at 1.4.n
   */
  public static String byGo(int apps) {
    StringBuilder text = new StringBuilder("{\n  \"versions\": {\n");
    for (int i = 1; i <= apps; i++) {
      text.append(
          """
              "7-app%02d": {
                "current": "1.4.%d",
                "project_id": "7",
                "app_name": "app%02d",
                "repo_name": "tools \\u0026 more/app%02d",
                "last_updated": "2024-03-05T06:07:08.123456789Z"
              }%s
          """
              .formatted(i, i, i, i, i < apps ? "," : ""));
    }
    return text.append("  },\n  \"last_updated\": \"2024-03-05T06:07:08.123456789Z\"\n}")
        .toString();
  }

  /** Returns a file with one app in the form of this service. */
  public static String own(String app, String version) {
    return String.format(
        Locale.ROOT,
        """
        {
          "versions": {
            "%s": {
              "current": "%s",
              "project_id": "%s",
              "app_name": "%s",
              "last_updated": "2026-01-02T03:04:05Z",
              "revision": 3
            }
          },
          "last_updated": "2026-01-02T03:04:05Z"
        }
        """,
        app,
        version,
        app.substring(0, app.indexOf('-')),
        app.substring(app.indexOf('-') + 1));
  }
}
