package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.HandedOut;
import org.versionservice.version.HighestVersions;
import org.versionservice.version.Reservation;
import org.versionservice.version.Reservations;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/** Tests that entries survive writing and reading, and that invalid texts are no entries. */
class CachedVersionJsonTest {

  private static final ApplicationId APP = new ApplicationId("7-app");

  private static final ApplicationVersion FULL =
      new ApplicationVersion(
          APP,
          SemanticVersion.parse("1.2.3-rc.1+b.5"),
          SemanticVersion.parse("2.0.0"),
          Optional.of("group/\"quoted\" & ünïcode"),
          Instant.parse("2026-01-02T03:04:05Z"),
          123_456_789_012L,
          Optional.of(new SourceSha("abcdef0")));

  /** Replicas of other versions read it. */
  @Test
  void of_anEntry_isThisText() {
    String members =
        "{\"revision\":123456789012,\"current\":\"1.2.3-rc.1+b.5\",\"project_id\":\"7\","
            + "\"app_name\":\"app\",\"repo_name\":\"group/\\\"quoted\\\" & \u00fcn\u00efcode\","
            + "\"last_updated\":\"2026-01-02T03:04:05Z\",\"sha\":\"abcdef0\","
            + "\"highest\":\"2.0.0\"";
    assertThat(CachedVersionJson.of(new CachedVersion(FULL, false))).isEqualTo(members + "}");
    assertThat(CachedVersionJson.of(new CachedVersion(FULL, true)))
        .isEqualTo(members + ",\"deleted\":true}");
  }

  @Test
  void parse_ofText_isTheEntry() {
    for (boolean deleted : new boolean[] {true, false}) {
      CachedVersion version = new CachedVersion(FULL, deleted);
      assertThat(parse(CachedVersionJson.of(version))).hasValue(version);
    }
    assertThat(parse(CachedVersionJson.of(Caches.there("7-app", 5))))
        .hasValue(Caches.there("7-app", 5));
  }

  @Test
  void parse_ofEntryWithLines_isTheEntry() {
    ApplicationVersion entry =
        new ApplicationVersion(
            FULL.id(),
            FULL.current(),
            new HighestVersions(
                FULL.highest(),
                SemanticVersion.parse("1.4.3"),
                Optional.empty(),
                HandedOut.of(List.of(SemanticVersion.parse("1.4.3"))),
                Reservations.of(
                    List.of(
                        new Reservation(
                            SemanticVersion.parse("1.4.4"),
                            Reservation.State.OPEN,
                            FULL.lastUpdated(),
                            FULL.sha())))),
            Optional.empty(),
            FULL.lastUpdated(),
            7,
            Optional.empty());
    CachedVersion version = new CachedVersion(entry, true);

    assertThat(parse(CachedVersionJson.of(version))).hasValue(version);
  }

  @Test
  void parse_ofEntryWithoutRevision_isTheOldestThereIs() {
    assertThat(parse("{\"current\":\"1.0.0\",\"unknown\":{\"x\":[1]}}"))
        .hasValueSatisfying(
            version -> {
              assertThat(version.revision()).isZero();
              assertThat(version.deleted()).isFalse();
              assertThat(version.last().lastUpdated()).isEqualTo(Instant.EPOCH);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "[]",
        "{}",
        "{\"current\":\"1.2\"}",
        "{\"current\":\"1.2.3\"",
        "{\"current\":null,\"revision\":1}",
        "{\"revision\":-1,\"current\":\"1.2.3\"}",
        "{\"revision\":1.5,\"current\":\"1.2.3\"}",
        "{\"revision\":99999999999999999999,\"current\":\"1.2.3\"}",
        "{\"current\":\"1.2.3\",\"last_updated\":\"yesterday\"}",
        "{\"current\":\"1.2.3\",\"sha\":\"x\"}"
      })
  void parse_ofOther_isNone(String text) {
    assertThat(parse(text)).isEmpty();
  }

  @Test
  void revision_ofText_needsNoParsing() {
    assertThat(
            CachedVersionJson.revision(
                CachedVersionJson.of(new CachedVersion(FULL, false)).getBytes(UTF_8)))
        .hasValue(123_456_789_012L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "{\"revision\":",
        "{\"revision\":}",
        "{\"revision\":,",
        "{\"revision\":1}",
        "{\"revision\":-1,",
        "{\"revision\":1.5,",
        "{\"revision\":9223372036854775808,",
        "{\"current\":\"1.0.0\",\"revision\":1}"
      })
  void revision_ofOtherText_isNotKnown(String text) {
    assertThat(CachedVersionJson.revision(text.getBytes(UTF_8))).isEmpty();
  }

  private static Optional<CachedVersion> parse(String text) {
    return CachedVersionJson.parse(APP, text.getBytes(UTF_8));
  }
}
