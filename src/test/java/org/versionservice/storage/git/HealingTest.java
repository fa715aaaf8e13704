package org.versionservice.storage.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.CloneDamage;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.pack.PackStore;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;

/**
 * After any damage of the data directory, no acknowledged change is lost and no version is issued
 * twice.
 */
class HealingTest extends RemoteFixture {

  /** Without a push there is no tracking reference. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"GARBAGE_TRACKING_REF", "TRUNCATED_PACK"})
  void open_ofADamagedClone_whoseRemoteIsStillEmpty_losesNothing(CloneDamage damage)
      throws IOException {
    issueUnpushed(5);
    apply(damage);
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.6");
    }
    assertThat(pushed()).hasSize(6).doesNotHaveDuplicates().startsWith("1-a 1.0.6");
    try (GitStorage storage = open()) {
      assertThat(next(storage)).as("made again once").isEqualTo("1.0.7");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE_CONFIG", "LOST_REFS", "CUT_CHECKSUM"})
  void open_ofADamagedClone_whoseRemoteKnowsLess_losesNothing(CloneDamage damage)
      throws IOException {
    issuePushed(2);
    issueUnpushed(2);
    apply(damage);
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.5");
    }
    assertThat(pushed()).hasSize(5).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRUNCATED_PACK")
  void open_ofADamagedRepositoryWithoutRemote_losesNothing(CloneDamage damage) throws IOException {
    GitSettings local = Stores.localOnly(data());
    try (GitStorage storage = Stores.open(local)) {
      issue(storage, 5);
    }
    apply(damage);
    if (damage == CloneDamage.CUT_CHECKSUM) {
      assertRefused(local, "backup");
    } else {
      try (GitStorage storage = Stores.open(local)) {
        assertThat(next(storage)).isEqualTo("1.0.6");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE_CONFIG", "LOST_REFS", "CUT_CHECKSUM"})
  void open_ofADamagedClone_whileTheRemotesFileIsInvalid_losesNothing(CloneDamage damage)
      throws IOException {
    issuePushed(2);
    issueUnpushed(2);
    apply(damage);
    origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0"));
    try (GitStorage storage = open()) {
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DOWN);
      assertThatThrownBy(() -> next(storage)).isInstanceOf(StorageException.class);
    }
    try (GitStorage storage = open()) {
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.2"));
      storage.synchronise();
      assertThat(next(storage)).isEqualTo("1.0.5");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE_CONFIG", "LOST_REFS", "CUT_CHECKSUM"})
  void open_ofADamagedClone_whoseBranchIsGone_makesNoNewOne(CloneDamage damage) throws IOException {
    issuePushed(2);
    issueUnpushed(2);
    origin.git().run("branch", "kept", "main");
    origin.git().run("update-ref", "-d", "refs/heads/main");
    apply(damage);
    try (GitStorage storage = open(Durability.REMOTE)) {
      assertThatThrownBy(() -> next(storage)).isInstanceOf(StorageException.class);
      assertThat(storage.health().details().get("remote")).contains("gone");
      assertThat(origin.head("main")).isEmpty();
    }
    origin.git().run("branch", "main", "kept");
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.5");
    }
  }

  /** The change was stored and declined, and another replica issued its version. */
  @ParameterizedTest
  @EnumSource(names = {"EMPTY_BRANCH", "LOST_REFS"})
  void open_ofADamagedClone_doesNotTakeADraftForAcknowledged(CloneDamage damage)
      throws IOException {
    try (GitStorage storage = open(Durability.REMOTE)) {
      issue(storage, 2);
      origin.declinePushes("frozen");
      assertThatThrownBy(() -> issue(storage, 2)).isInstanceOf(StorageException.class);
    }
    origin.acceptPushes();
    try (GitStorage other = open("another", Durability.REMOTE)) {
      issue(other, 1);
    }
    apply(damage);
    try (GitStorage storage = open(Durability.REMOTE)) {
      assertThat(next(storage)).isEqualTo("1.0.4");
      assertThat(storage.conflicts()).isEmpty();
    }
    assertThat(pushed()).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void open_afterAcknowledgedCommitsWereLost_isNotReadyUntilSomebodyDecides() throws IOException {
    issuePushed(2);
    issueUnpushed(3);
    cut(newest(git()), 300);
    for (int start = 0; start < 2; start++) {
      try (GitStorage storage = open()) {
        assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DOWN);
        assertThat(storage.health().details().get("defect")).contains("damaged", "backup");
        assertThatThrownBy(() -> next(storage)).isInstanceOf(StorageException.class);
        assertThat(current(storage)).as("what can be read").hasValue("1.0.4");
      }
    }
    try (GitStorage storage = open()) {
      delete(data().resolve("damaged"));
      storage.synchronise();
      assertThat(next(storage)).isEqualTo("1.0.5");
    }
  }

  /** Pushes are declined between the first damage and the second. */
  @Test
  void open_afterASecondDamage_stillHasWhatTheFirstLeft() throws IOException {
    issuePushed(2);
    List<Path> old = packs(git());
    issueUnpushed(2);
    old.forEach(HealingTest::deleteFile);
    origin.declinePushes("frozen");
    try (GitStorage storage = open()) {
      assertThat(current(storage)).hasValue("1.0.4");
      assertThat(next(storage)).isEqualTo("1.0.5");
    }
    packs(git()).forEach(pack -> deleteFile(PackStore.sibling(pack, ".idx")));
    cut(newest(git()), 10);
    origin.acceptPushes();
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.6");
    }
    assertThat(pushed()).hasSize(6).doesNotHaveDuplicates();
  }

  /** A start that is killed while it indexes a pack leaves that pack aside. */
  @Test
  void open_afterAKilledStart_readsThePackThatWasAside() throws IOException {
    issuePushed(2);
    issueUnpushed(2);
    Path pack = newest(git());
    Files.delete(PackStore.sibling(pack, ".idx"));
    Files.move(pack, pack.resolveSibling("unindexed." + pack.getFileName()));
    apply(CloneDamage.EMPTY_BRANCH);
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.5");
    }
    assertThat(pushed()).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void open_afterACrashWhileACloneWasSetAside_losesNothing() throws IOException {
    issueUnpushed(3);
    Files.move(git(), data().resolve("damaged"));
    server.failAll(503);
    try (GitStorage storage = open()) {
      assertThat(storage.isLoaded()).isFalse();
    }
    server.recover();
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0garbage", "0000000000000000000000000000000000000001\n"})
  void trackingReference_thatIsDamaged_isFetchedAnew(String text) throws IOException {
    issuePushed(1);
    Path tracking = git().resolve("refs/remotes/origin/main");
    Files.writeString(tracking, text);
    try (GitStorage storage = open(Durability.REMOTE)) {
      assertThat(next(storage)).isEqualTo("1.0.2");
      if (!text.startsWith("0")) {
        Files.writeString(tracking, text);
        assertThat(next(storage)).as("while it runs").isEqualTo("1.0.3");
      }
    }
  }

  @Test
  void lock_thatAKilledProcessLeft_holdsUpOneChangeOnly() throws IOException {
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.1");
      for (String name : List.of("refs/heads/main.lock", "refs/remotes/origin/main.lock")) {
        Path lock = Files.createDirectories(git().resolve(name).getParent()).resolve("main.lock");
        Files.createFile(lock);
      }
      assertThat(next(storage)).isEqualTo("1.0.2");
      storage.pushPendingCommits();
      assertThat(storage.unpushed()).isZero();
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.UP);
    }
  }

  @Test
  void fetch_thatTheDiskDoesNotTake_isNotBlamedOnTheRemote() throws IOException {
    try (GitStorage storage = open(Durability.REMOTE)) {
      assertThat(next(storage)).isEqualTo("1.0.1");
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "2.0.0"));
      Path packs = git().resolve("objects/pack");
      Path away = Files.move(packs, git().resolve("away"));
      Files.createFile(packs);
      assertThatThrownBy(storage::synchronise).isInstanceOf(StorageException.class);
      assertThat(storage.health().details()).containsEntry("remote", "answers").containsKey("disk");
      Files.delete(packs);
      Files.move(away, packs);
      assertThat(next(storage)).isEqualTo("2.0.1");
      assertThat(storage.health().details()).doesNotContainKey("disk");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0garbage"})
  void branch_thatIsDamagedWhileItRuns_isPutBack(String text) throws IOException {
    try (GitStorage storage = open(Durability.REMOTE)) {
      assertThat(next(storage)).isEqualTo("1.0.1");
      Files.writeString(git().resolve("refs/heads/main"), text);
      assertThat(next(storage)).isEqualTo("1.0.2");
      assertThat(origin.head("main")).isPresent();
    }
    try (GitStorage storage = open()) {
      assertThat(next(storage)).isEqualTo("1.0.3");
    }
  }

  /** An older version of this service wrote a space before a comma twice. */
  @Test
  void open_ofAnInvalidTip_recoversOnceTheRemoteIsMended() {
    issuePushed(2);
    BareRepository here = BareRepository.at(git());
    here.commit(
        "main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.3").replace("},", "} , ,"));
    here.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.3").replace("},", "},,"));
    here.git().run("push", "-q", origin.directory().toString(), "main");
    here.git().run("update-ref", "refs/remotes/origin/main", "main");
    try (GitStorage storage = open()) {
      assertThat(storage.health().details().get("defect")).contains("line");
      assertThat(current(storage)).as("the last good state").hasValue("1.0.2");
      assertThatThrownBy(() -> next(storage)).isInstanceOf(StorageException.class);
      origin.commit("main", VersionsFile.NAME, VersionsFiles.own("1-a", "1.0.3"));
      storage.synchronise();
      assertThat(next(storage)).isEqualTo("1.0.4");
    }
  }

  /** Damages the clone, and fails if that changes nothing. */
  private void apply(CloneDamage damage) throws IOException {
    List<String> before = contents();
    damage.strike(git());
    assertThat(contents()).isNotEqualTo(before);
  }

  private List<String> contents() throws IOException {
    try (Stream<Path> files = Files.walk(git())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file + " " + file.toFile().length())
          .sorted()
          .toList();
    }
  }

  private void issuePushed(int count) {
    try (GitStorage storage = open()) {
      issue(storage, count);
      assertThat(storage.unpushed()).isZero();
    }
  }

  private void issueUnpushed(int count) {
    try (GitStorage storage = open()) {
      server.failAll(503);
      issue(storage, count);
      assertThat(storage.unpushed()).isEqualTo(count);
    }
    server.recover();
  }

  private static void issue(GitStorage storage, int count) {
    for (int i = 0; i < count; i++) {
      next(storage);
    }
  }

  private static void assertRefused(GitSettings settings, String words) {
    try (GitStorage storage = Stores.open(settings)) {
      assertThat(storage.health().status()).isEqualTo(StorageHealth.Status.DOWN);
      assertThat(storage.health().details().get("defect")).contains(words);
      assertThatThrownBy(() -> next(storage)).isInstanceOf(StorageException.class);
    }
  }

  private List<String> pushed() {
    return origin.git().run("log", "--format=%s", "main");
  }

  private GitStorage open() {
    return open(Durability.REMOTE_PREFERRED);
  }

  private GitStorage open(Durability durability) {
    return open("data", durability);
  }

  private Path data() {
    return temporary.resolve("data");
  }

  private Path git() {
    return data().resolve(".git");
  }

  private static String next(GitStorage storage) {
    return Stores.version(storage.write(List.of(Stores.patch("1-a"))).get(0));
  }

  private static Optional<String> current(GitStorage storage) {
    return storage.get(new ApplicationId("1-a")).map(entry -> entry.current().toString());
  }

  private static List<Path> packs(Path git) throws IOException {
    try (Stream<Path> files = Files.list(git.resolve("objects/pack"))) {
      return files.filter(file -> file.toString().endsWith(".pack")).sorted().toList();
    }
  }

  private static Path newest(Path git) throws IOException {
    Path newest = packs(git).get(0);
    for (Path pack : packs(git)) {
      boolean later =
          Files.getLastModifiedTime(pack).compareTo(Files.getLastModifiedTime(newest)) > 0;
      newest = later ? pack : newest;
    }
    return newest;
  }

  private static void cut(Path file, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted((one, other) -> other.compareTo(one)).toList();
    }
    files.forEach(HealingTest::deleteFile);
  }

  private static void deleteFile(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
