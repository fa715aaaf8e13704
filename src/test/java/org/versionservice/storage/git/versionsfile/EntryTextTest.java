package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.HandedOut;
import org.versionservice.version.HighestVersions;
import org.versionservice.version.Reservation;
import org.versionservice.version.Reservations;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/** The text of an entry stays the same across versions of the service. */
class EntryTextTest {

  private static final ApplicationVersion FULL =
      new ApplicationVersion(
          new ApplicationId("7-app"),
          SemanticVersion.parse("1.2.3-rc.1+b.5"),
          SemanticVersion.parse("2.0.0"),
          Optional.of("group/\"quoted\" & \u00fcn\u00efcode \ud800"),
          Instant.parse("2026-01-02T03:04:05Z"),
          123_456_789_012L,
          Optional.of(new SourceSha("abcdef0")));

  private static final String TEXT =
      """

          "7-app": {
            "current": "1.2.3-rc.1+b.5",
            "project_id": "7",
            "app_name": "app",
            "repo_name": "group/\\"quoted\\" & \u00fcn\u00efcode \\ud800",
            "last_updated": "2026-01-02T03:04:05Z",
            "revision": 123456789012,
            "sha": "abcdef0",
            "highest": "2.0.0"
          }\
      """;

  @Test
  void of_anEntry_isThisText() {
    assertThat(text(EntryText.of(FULL, Optional.empty(), true))).isEqualTo(TEXT);
    assertThat(text(EntryText.of(FULL, Optional.empty(), false))).isEqualTo("," + TEXT);
  }

  @Test
  void of_anEntryThatIsThere_keepsItsSpellingAndItsUnknownMembers() {
    EntryText earlier =
        new EntryText(
            FULL.id(),
            new byte[0],
            Optional.of("\"group/\\u0022quoted\\\" & \u00fcn\u00efcode \\uD800\""),
            List.of("\"owner\" : [1]"));
    assertThat(text(EntryText.of(FULL, Optional.of(earlier), true)))
        .isEqualTo(
            TEXT.replace("/\\\"", "/\\u0022")
                .replace("ud800", "uD800")
                .replace("\n    }", ",\n      \"owner\" : [1]\n    }"));
  }

  @Test
  void of_anEntryWithLines_hasThemBehindTheRelease() {
    ApplicationVersion entry =
        new ApplicationVersion(
            FULL.id(),
            FULL.current(),
            new HighestVersions(
                FULL.highest(),
                FULL.highest().withPreRelease("rc", "1"),
                Optional.of(SemanticVersion.parse("1.2.2")),
                HandedOut.of(
                    List.of(SemanticVersion.parse("1.10.4"), SemanticVersion.parse("1.9.0")),
                    List.of(SemanticVersion.parse("1.10.3"))),
                Reservations.of(
                    List.of(
                        new Reservation(
                            SemanticVersion.parse("1.10.4"),
                            Reservation.State.OPEN,
                            FULL.lastUpdated(),
                            FULL.sha()),
                        new Reservation(
                            FULL.highest(),
                            Reservation.State.ABORTED,
                            FULL.lastUpdated(),
                            Optional.empty())))),
            Optional.empty(),
            FULL.lastUpdated(),
            7,
            Optional.empty());
    EntryText text = EntryText.of(entry, Optional.empty(), true);

    assertThat(text(text))
        .endsWith(
            """
            "revision": 7,
                  "highest": "2.0.0",
                  "kept": "2.0.0-rc.1",
                  "release": "1.2.2",
                  "lines": {
                    "1.9": {
                      "highest": "1.9.0"
                    },
                    "1.10": {
                      "current": "1.10.3",
                      "highest": "1.10.4"
                    }
                  },
                  "reserved": {
                    "1.10.4": {
                      "until": "2026-01-02T03:04:05Z",
                      "sha": "abcdef0"
                    },
                    "2.0.0": {
                      "aborted": "2026-01-02T03:04:05Z"
                    }
                  }
                }\
            """);
    assertThat(text.matches(entry)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"1.4\"",
        "{\"1\": {\"current\": \"1.0.0\"}}",
        "{\"1.4\": \"1.4.0\"}",
        "{\"1.4\": {\"current\": \"1.5.0\"}}",
        "{\"1.4\": {\"highest\": 1}}",
        "{\"x\": {}}"
      })
  void readEntry_withWrongLines_isRefused(String lines) {
    String member = "\"7-app\": {\"current\": \"2.0.0\", \"lines\": " + lines + "}";

    assertThat(VersionsFileReader.readEntry(member.getBytes(UTF_8))).isEmpty();
  }

  private static String text(EntryText entry) {
    return new String(entry.text(), UTF_8);
  }
}
