package org.versionservice.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;

/** The contract test of {@link VersionStorage}; the test of each implementation extends it. */
public abstract class VersionStorageContract {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private VersionStorage storage;

  /** Returns an empty storage. */
  protected abstract VersionStorage open();

  /** Closes what {@link #open} opened. */
  protected abstract void close(VersionStorage opened);

  @BeforeEach
  void openStorage() {
    storage = open();
  }

  @AfterEach
  void closeStorage() {
    close(storage);
  }

  @Test
  void get_ofUnknownApp_isEmpty() {
    assertThat(storage.get(new ApplicationId("1-nobody"))).isEmpty();
  }

  @Test
  void get_afterSet_hasTheVersion() {
    storage.set(entry("1-a", "1.2.3", 1));
    assertThat(storage.get(new ApplicationId("1-a")))
        .hasValueSatisfying(
            entry -> {
              assertThat(entry.id()).hasToString("1-a");
              assertThat(entry.current()).hasToString("1.2.3");
              assertThat(entry.revision()).isEqualTo(1);
            });
  }

  @Test
  void set_ofLaterRevision_replaces() {
    storage.set(entry("1-a", "1.2.3", 1));
    storage.set(entry("1-a", "1.2.4", 2));
    assertThat(current("1-a")).hasValue("1.2.4");
  }

  @Test
  void set_ofEarlierOrSameRevision_isTooLate() {
    storage.set(entry("1-a", "1.2.3", 1));
    storage.set(entry("1-a", "1.2.4", 2));
    storage.set(entry("1-a", "1.2.3", 1));
    storage.set(entry("1-a", "1.2.9", 2));
    assertThat(current("1-a")).hasValue("1.2.4");
  }

  @Test
  void list_ofEmptyStorage_isEmpty() {
    assertThat(storage.list()).isEmpty();
    assertThat(storage.list(new ProjectId("1"))).isEmpty();
  }

  @Test
  void list_isSortedByAppId() {
    for (String app : List.of("2-b", "10-a", "1-z", "1-a")) {
      storage.set(entry(app, "1.0.0", 1));
    }
    assertThat(storage.list())
        .extracting(entry -> entry.id().value())
        .containsExactly("1-a", "1-z", "10-a", "2-b");
  }

  @Test
  void list_ofProject_hasNoOtherThatBeginsAlike() {
    for (String app : List.of("1-a", "12-b", "1.x-c", "1-d-e")) {
      storage.set(entry(app, "1.0.0", 1));
    }
    assertThat(storage.list(new ProjectId("1")))
        .extracting(entry -> entry.id().value())
        .containsExactly("1-a", "1-d-e");
  }

  @Test
  void delete_ofKnownApp_removesItOnly() {
    storage.set(entry("1-a", "1.0.0", 1));
    storage.set(entry("1-b", "1.0.0", 1));
    assertThat(storage.delete(new ApplicationId("1-a"))).isTrue();
    assertThat(storage.get(new ApplicationId("1-a"))).isEmpty();
    assertThat(storage.list()).extracting(entry -> entry.id().value()).containsExactly("1-b");
  }

  @Test
  void delete_ofUnknownApp_isFalse() {
    assertThat(storage.delete(new ApplicationId("1-nobody"))).isFalse();
  }

  @Test
  void rebuildCache_keepsWhatIsTrue() {
    storage.set(entry("1-a", "1.0.0", 1));
    storage.rebuildCache(storage.list());
    assertThat(current("1-a")).hasValue("1.0.0");
    assertThat(storage.list()).hasSize(1);
  }

  @Test
  void health_ofStorageThatAnswers_isUp() {
    assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.UP);
  }

  private Optional<String> current(String app) {
    return storage.get(new ApplicationId(app)).map(entry -> entry.current().toString());
  }

  private static ApplicationVersion entry(String app, String version, long revision) {
    SemanticVersion current = SemanticVersion.parse(version);
    return new ApplicationVersion(
        new ApplicationId(app),
        current,
        current,
        Optional.empty(),
        AT,
        revision,
        Optional.<SourceSha>empty());
  }
}
