package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.redis.CacheConsumer.Correction;
import org.versionservice.storage.redis.CachedVersion;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Registry;

/** Reads are as new as the cache, never go back, and drop what was never true. */
class CacheOverlayTest {

  private static final ApplicationId A = new ApplicationId("1-a");
  private static final ApplicationId B = new ApplicationId("1-b");

  private final RepositoryStub repository = new RepositoryStub();
  private final FetchedTruth truth = new FetchedTruth();
  private final CacheOverlay versions = new CacheOverlay(truth);

  @BeforeEach
  void fetchOnce() {
    repository.increment("1-a");
    truth.fetch(repository);
  }

  @Test
  void reads_beforeAnythingIsLoaded_areRefused() {
    CacheOverlay nothing = new CacheOverlay(new FetchedTruth());
    assertThatThrownBy(() -> nothing.find(A)).isInstanceOf(StorageException.class);
    assertThatThrownBy(nothing::snapshot).isInstanceOf(StorageException.class);
    assertThat(nothing.truth()).isEmpty();
    assertThat(nothing.revision(A)).isNegative();
  }

  @Test
  void reads_withoutNewerOnes_areTheSnapshot() {
    assertThat(current(A)).hasValue("1.0.1");
    assertThat(versions.snapshot()).isSameAs(truth.snapshot().orElseThrow());
    assertThat(versions.revision(A)).isEqualTo(1);
  }

  @Test
  void newerEntry_isRead_aloneAndInLists() {
    versions.see(List.of(repository.increment("1-a"), repository.increment("1-b")));
    assertThat(current(A)).hasValue("1.0.2");
    assertThat(current(B)).hasValue("1.0.1");
    assertThat(listed()).containsExactly("1-a 1.0.2", "1-b 1.0.1");
    assertThat(versions.revision(A)).isEqualTo(2);
    assertThat(versions.size()).isEqualTo(2);
  }

  @Test
  void unreadableProject_isReadAsFarAsItIsKnown() {
    Registry known = truth.snapshot().orElseThrow().registry();
    truth.publish(known.unreadable(Map.of(A.project(), "versions/35/1.json, line 3")));

    assertThat(current(A)).hasValue("1.0.1");
    assertThatThrownBy(() -> versions.find(B)).hasMessage("versions/35/1.json, line 3");
    versions.see(List.of(repository.increment("1-b")));
    assertThat(current(B)).hasValue("1.0.1");
    assertThat(versions.snapshot().registry().problemOf(A.project())).isPresent();
  }

  @Test
  void newerDeletion_isRead_andItsAppsReturnToo() {
    versions.see(List.of(repository.delete("1-a")));
    assertThat(current(A)).isEmpty();
    assertThat(listed()).isEmpty();
    assertThat(versions.revision(A)).isEqualTo(2);
    versions.see(List.of(repository.increment("1-a")));
    assertThat(current(A)).hasValue("1.0.2");
    assertThat(listed()).containsExactly("1-a 1.0.2");
  }

  @Test
  void entriesThatComeLate_areNotRead() {
    CachedVersion second = repository.increment("1-a");
    CachedVersion deleted = repository.delete("1-a");
    CachedVersion fourth = repository.increment("1-a");
    versions.see(List.of(fourth));
    versions.see(List.of(deleted));
    versions.see(List.of(second));
    assertThat(current(A)).hasValue("1.0.3");
    assertThat(listed()).containsExactly("1-a 1.0.3");
    truth.fetch(repository);
    versions.see(List.of(deleted));
    assertThat(current(A)).hasValue("1.0.3");
    assertThat(listed()).containsExactly("1-a 1.0.3");
  }

  @Test
  void newerEntry_leavesOnceTheSnapshotHasIt() {
    versions.see(List.of(repository.increment("1-a")));
    versions.review();
    assertThat(versions.size()).isEqualTo(1);
    truth.fetch(repository);
    versions.review();
    assertThat(versions.size()).isZero();
    assertThat(current(A)).hasValue("1.0.2");
    assertThat(versions.corrections()).isEmpty();
  }

  @Test
  void entryThatTheRemoteDoesNotHave_isDropped_byAComparisonBegunAfterIt() {
    Registry before = repository.newest();
    long earlier = truth.begin();
    CachedVersion lost = repository.increment("1-a");
    CachedVersion neverThere = repository.increment("1-b");
    versions.see(List.of(lost, neverThere));
    repository.restore(before);
    truth.end(earlier);
    versions.review();
    assertThat(current(A)).as("that comparison could not have seen it").hasValue("1.0.2");
    truth.fetch(repository);
    assertThat(current(A)).as("from this moment on").hasValue("1.0.1");
    assertThat(listed()).containsExactly("1-a 1.0.1");
    versions.review();
    assertThat(current(A)).hasValue("1.0.1");
    assertThat(versions.size()).isZero();
    assertThat(versions.corrections())
        .containsExactlyInAnyOrder(
            new Correction(lost, CachedVersion.of(before, A)),
            new Correction(neverThere, Optional.empty()));
    assertThat(versions.corrections()).isEmpty();
  }

  @Test
  void withoutARemote_nothingIsNewerThanTheSnapshot() {
    CachedVersion foreign = new RepositoryStub().increment("1-b");
    truth.beAlone();
    versions.see(List.of(foreign));
    assertThat(current(B)).isEmpty();
    assertThat(listed()).containsExactly("1-a 1.0.1");
    assertThat(versions.corrections()).containsExactly(new Correction(foreign, Optional.empty()));
  }

  @Test
  void truth_isTold_deletedAppsIncluded_andOnlyWhatCannotChange() {
    CachedVersion gone = repository.delete("1-a");
    CachedVersion there = repository.increment("1-b");
    truth.fetch(repository);
    assertThat(versions.truth().orElseThrow()).containsExactlyInAnyOrder(gone, there);
    truth.settle(false);
    assertThat(versions.truth()).isEmpty();
  }

  @Test
  void correction_withATruthThatMayChange_hasNone() {
    CachedVersion wrong = repository.increment("1-a");
    truth.beAlone();
    truth.settle(false);
    versions.see(List.of(wrong));
    assertThat(versions.corrections()).containsExactly(new Correction(wrong, Optional.empty()));
  }

  @Test
  void snapshot_isMadeOnce_asLongAsNothingChanges() {
    versions.see(List.of(repository.increment("1-a")));
    assertThat(versions.snapshot()).isSameAs(versions.snapshot());
    versions.see(List.of(repository.increment("1-a")));
    assertThat(listed()).containsExactly("1-a 1.0.3");
    truth.fetch(repository);
    assertThat(listed()).containsExactly("1-a 1.0.3");
  }

  @Test
  void tag_changes_withEachStateThatDiffers() {
    String fetched = versions.snapshot().tag();
    CachedVersion second = repository.increment("1-a");
    versions.see(List.of(second));
    String ahead = versions.snapshot().tag();
    assertThat(ahead).startsWith(fetched).isNotEqualTo(fetched);
    versions.see(List.of(repository.increment("1-a")));
    assertThat(versions.snapshot().tag()).startsWith(fetched).isNotIn(fetched, ahead);
    truth.fetch(repository);
    assertThat(versions.snapshot().tag()).isEqualTo(fetched);
    CacheOverlay other = new CacheOverlay(new FetchedTruth().publish(repository.newest()));
    assertThat(other.snapshot().tag()).isEqualTo(fetched);
  }

  private Optional<String> current(ApplicationId app) {
    return versions.find(app).map(entry -> entry.current().toString());
  }

  private List<String> listed() {
    return versions.snapshot().registry().all().stream()
        .map(entry -> entry.id() + " " + entry.current())
        .toList();
  }
}
