package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versionservice.proof.BareRepository;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.repository.DataDirectory;
import org.versionservice.storage.git.repository.HistoryIndex;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.LayoutMarker;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.storage.git.versionsfile.VersionsFileReader;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;
import org.versionservice.version.ReleaseLine;
import org.versionservice.version.Request;
import org.versionservice.version.Reservation;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SettleReservation;
import org.versionservice.version.SourceSha;

/**
 * The state of a replica depends on its repository only: whenever it fetched, it ends with the
 * state of one that reads all commits at once.
 */
class FreshReplicaTest {

  private static final int HISTORIES = Integer.getInteger("freshReplica.histories", 4);
  private static final int EVENTS = 40;

  /** The places of the projects' files: SHA-1 of "1" and "2" begin with these digits. */
  private static final Map<String, String> PATHS =
      Map.of("1", "versions/35/1.json", "2", "versions/da/2.json");

  private static final List<Increment.Level> LEVELS =
      List.of(Increment.Level.PATCH, Increment.Level.MINOR, Increment.Level.MAJOR);

  private static final List<String> LINES = List.of("1", "1.0", "1.1", "1.2");

  private static final List<String> APPS = List.of("1-a", "1-b", "2-c", "2-d");

  @TempDir Path temporary;

  private final Instant now = Instant.now();
  private Random random = new Random();
  private BareRepository origin;
  private EditedBranch branch;
  private Layout layout = Layout.SINGLE;
  private int replicas;
  private int indexes;

  @BeforeEach
  void create() throws IOException {
    origin = BareRepository.create(temporary.resolve("origin.git"), "main");
    branch = new EditedBranch(origin.directory());
  }

  @AfterEach
  void close() {
    branch.close();
  }

  static LongStream seeds() {
    return LongStream.range(1, 1 + HISTORIES);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void replica_thatFetchedAtAnyTimes_knowsWhatAFreshOneKnows(long seed) throws IOException {
    random = new Random(seed);
    layout = seed % 2 == 0 ? Layout.SINGLE : Layout.PROJECT;
    try (GitStorage writer = open();
        GitStorage follower = open()) {
      // An amended first commit would be another history, which no replica takes over.
      writer.write(List.of(Stores.patch("1-a"), Stores.patch("1-a")));
      for (int i = 0; i < EVENTS; i++) {
        event(writer);
        if (random.nextInt(3) == 0) {
          follower.synchronise();
        }
        if (random.nextInt(15) == 0) {
          assertSameAsAFreshOne(i, writer, follower);
        }
      }
      assertSameAsAFreshOne(EVENTS, writer, follower);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void replica_thatStartsWithAnIndex_knowsWhatAFreshOneKnows(long seed) throws IOException {
    random = new Random(seed);
    layout = seed % 2 == 0 ? Layout.SINGLE : Layout.PROJECT;
    Path indexed = temporary.resolve("indexed");
    try (GitStorage writer = open()) {
      writer.write(List.of(Stores.patch("1-a"), Stores.patch("1-a")));
      writeIndex(indexed);
      for (int i = 0; i < EVENTS; i++) {
        event(writer);
        if (random.nextInt(6) == 0) {
          try (GitStorage replica = open(indexed)) {
            assertSameAsAFreshOne(i, replica);
          }
        }
        if (random.nextInt(6) == 0) {
          writeIndex(indexed);
        }
      }
    }
  }

  /** Starts a replica, and writes an index of what it knows. */
  private void writeIndex(Path data) throws IOException {
    GitSettings settings = settings(data);
    try (GitParts parts =
        GitParts.open(settings, new Disk(), Clock.systemUTC(), new Random(replicas))) {
      parts.single.run(parts.catchUp::synchronise);
      parts.index.write();
    }
    try (DataDirectory directory = DataDirectory.take(data)) {
      HistoryIndex index =
          new HistoryIndex(new Disk(), directory, settings.branch(), settings.keysKeptFor());
      indexes += index.commit().isPresent() ? 1 : 0;
    }
    assertThat(indexes).isPositive();
  }

  private GitStorage open() {
    return open(temporary.resolve("replica-" + replicas++));
  }

  private GitStorage open(Path data) {
    return Stores.open(settings(data));
  }

  private GitSettings settings(Path data) {
    Optional<String> url = Optional.of(origin.directory().toUri().toString());
    return Stores.withLayout(Stores.settings(data, url, Durability.REMOTE), layout);
  }

  private void assertSameAsAFreshOne(int event, GitStorage... replicas) throws IOException {
    branch.commit(files(contents()));
    try (GitStorage fresh = open()) {
      Registry expected = fresh.snapshot().registry();
      for (GitStorage replica : replicas) {
        replica.synchronise();
        Registry known = replica.snapshot().registry();
        assertThat(known.all()).as("apps after %d", event).isEqualTo(expected.all());
        assertThat(known.allDeleted()).as("deleted ones").isEqualTo(expected.allDeleted());
        assertThat(known.handedOut()).as("handed out").isEqualTo(expected.handedOut());
        for (Change retry : retries()) {
          assertThat(answer(known, retry)).isEqualTo(answer(expected, retry));
        }
      }
    }
  }

  private Object answer(Registry registry, Change change) {
    Outcome outcome = registry.apply(change, now);
    return outcome instanceof Outcome.Applied applied ? applied.transitions() : outcome;
  }

  private void event(GitStorage writer) throws IOException {
    switch (random.nextInt(13)) {
      case 0, 1 -> write(writer, change());
      case 2 -> write(writer, settlement(writer));
      case 3 -> write(writer, reservation());
      case 4, 5, 6, 7 -> branch.commit(edited());
      case 8 -> branch.amend(random.nextBoolean() ? branch.files() : edited());
      case 9 -> branch.commit(broken());
      case 10 ->
          write(
              writer,
              new Change.ConvertLayout(
                  random.nextBoolean() ? Layout.SINGLE : Layout.PROJECT, request()));
      default -> merge();
    }
  }

  private void write(GitStorage writer, Change change) {
    try {
      writer.write(List.of(change));
    } catch (StorageException brokenFile) {
      assertThat(writer.health().details()).containsKey("defect");
    }
  }

  private Change change() {
    ApplicationId app = new ApplicationId(APPS.get(random.nextInt(APPS.size())));
    Request request = request();
    return switch (random.nextInt(8)) {
      case 0 -> new Change.SetVersion(app, version(), true, request);
      case 1 -> new Change.DeleteApplication(app, request);
      case 2 -> new Change.DeleteProject(new ProjectId("" + (1 + random.nextInt(2))), request);
      case 3, 4 -> lineIncrement(app, request);
      default -> increment(app, request);
    };
  }

  private Change reservation() {
    ApplicationId app = new ApplicationId(APPS.get(random.nextInt(APPS.size())));
    return new IncrementVersion(
        app,
        new Increment.ToRelease(LEVELS.get(random.nextInt(LEVELS.size()))),
        SemanticVersion.of(1, 0, 0),
        Optional.empty(),
        Optional.empty(),
        Optional.of(Duration.ofMinutes(1 + random.nextInt(100))),
        request());
  }

  /** Settles any reservation, or makes another one if there is none. */
  private Change settlement(GitStorage writer) {
    for (ApplicationVersion entry : writer.snapshot().registry().everKnown()) {
      for (Reservation reservation : entry.reserved().all()) {
        if (reservation.state() == Reservation.State.OPEN && random.nextInt(3) == 0) {
          return new SettleReservation(
              entry.id(), reservation.version(), random.nextBoolean(), request());
        }
      }
    }
    return reservation();
  }

  private Change lineIncrement(ApplicationId app, Request request) {
    ReleaseLine line = ReleaseLine.parse(LINES.get(random.nextInt(LINES.size())));
    Optional<SemanticVersion> start =
        Optional.of(SemanticVersion.of(1, line.minor().orElse(0), random.nextInt(5)));
    return new IncrementVersion(
        app,
        new Increment.ToRelease(Increment.Level.PATCH),
        SemanticVersion.of(1, 0, 0),
        Optional.of(line),
        start,
        request);
  }

  private static Change increment(ApplicationId app, Request request) {
    return new IncrementVersion(
        app, new Increment.ToRelease(Increment.Level.PATCH), SemanticVersion.of(1, 0, 0), request);
  }

  private Request request() {
    return new Request(
        ChangeId.random(random),
        Principal.ANONYMOUS,
        random.nextBoolean() ? Optional.of(key(random.nextInt(5))) : Optional.empty(),
        random.nextBoolean() ? Optional.of(sha(random.nextInt(5))) : Optional.empty());
  }

  private static List<Change> retries() {
    List<Change> retries = new ArrayList<>();
    ChangeId id = ChangeId.random(new Random(0));
    for (String app : APPS) {
      for (int i = 0; i < 5; i++) {
        for (Request request :
            List.of(
                new Request(id, Principal.ANONYMOUS, Optional.of(key(i)), Optional.empty()),
                new Request(id, Principal.ANONYMOUS, Optional.empty(), Optional.of(sha(i))))) {
          retries.add(increment(new ApplicationId(app), request));
          retries.add(new Change.DeleteProject(new ProjectId(app.substring(0, 1)), request));
        }
      }
    }
    return retries;
  }

  private static IdempotencyKey key(int number) {
    return new IdempotencyKey("key-" + number);
  }

  private static SourceSha sha(int number) {
    return new SourceSha(("" + number).repeat(number % 2 == 0 ? 7 : 40));
  }

  private SemanticVersion version() {
    return SemanticVersion.of(1, random.nextInt(3), random.nextInt(10));
  }

  /**
   * Returns the newest files with one entry raised, lowered, removed, moved, restored or
   * redescribed.
   */
  private Map<String, byte[]> edited() throws IOException {
    Contents contents = contents();
    List<ApplicationVersion> apps = new ArrayList<>(contents.apps());
    List<ApplicationVersion> deleted = new ArrayList<>(contents.deleted());
    ApplicationId app = new ApplicationId(APPS.get(random.nextInt(APPS.size())));
    Optional<ApplicationVersion> there = remove(apps, app);
    switch (random.nextInt(6)) {
      case 0 -> {} // is removed
      case 1 -> remove(deleted, app);
      case 2 ->
          there.ifPresent(
              entry -> {
                remove(deleted, app);
                deleted.add(entry);
              });
      case 3 -> apps.add(entry(app, version(), random.nextInt(30)));
      case 4 ->
          there.ifPresent(
              entry ->
                  apps.add(
                      new ApplicationVersion(
                          app,
                          entry.current(),
                          entry.highest(),
                          Optional.of("repo" + random.nextInt(3)),
                          entry.lastUpdated(),
                          entry.revision(),
                          entry.sha())));
      default ->
          apps.add(entry(app, version(), there.map(ApplicationVersion::revision).orElse(0L)));
    }
    return files(new Contents(apps, deleted));
  }

  private record Contents(List<ApplicationVersion> apps, List<ApplicationVersion> deleted) {

    Contents of(ProjectId project) {
      return new Contents(
          apps.stream().filter(entry -> entry.id().isOf(project)).toList(),
          deleted.stream().filter(entry -> entry.id().isOf(project)).toList());
    }

    byte[] text() {
      return EditedBranch.text(apps, deleted);
    }
  }

  /** Returns the files of entries, in the layout that the branch has. */
  private Map<String, byte[]> files(Contents contents) throws IOException {
    if (!isOfProjects(branch.files())) {
      return Map.of(VersionsFile.NAME, contents.text());
    }
    Map<String, byte[]> files = new HashMap<>();
    files.put(VersionsFile.NAME, LayoutMarker.PLAIN.toBytes());
    for (Map.Entry<String, String> path : PATHS.entrySet()) {
      Contents own = contents.of(new ProjectId(path.getKey()));
      if (!own.equals(new Contents(List.of(), List.of()))) {
        files.put(path.getValue(), own.text());
      }
    }
    return files;
  }

  private static boolean isOfProjects(Map<String, byte[]> files) {
    return LayoutMarker.isIn(files.getOrDefault(VersionsFile.NAME, new byte[0]));
  }

  private static Optional<ApplicationVersion> remove(
      List<ApplicationVersion> entries, ApplicationId app) {
    Optional<ApplicationVersion> there =
        entries.stream().filter(entry -> entry.id().equals(app)).findFirst();
    there.ifPresent(entries::remove);
    return there;
  }

  private static ApplicationVersion entry(
      ApplicationId app, SemanticVersion version, long revision) {
    return new ApplicationVersion(
        app,
        version,
        version,
        Optional.empty(),
        Instant.EPOCH.plusSeconds(revision),
        revision,
        Optional.empty());
  }

  /** Returns files, one of them with an invalid entry, or cut off at some position. */
  private Map<String, byte[]> broken() throws IOException {
    Map<String, byte[]> files = new HashMap<>(edited());
    List<String> paths = files.keySet().stream().filter(path -> isOfEntries(files, path)).toList();
    if (!paths.isEmpty()) {
      files.computeIfPresent(paths.get(random.nextInt(paths.size())), (path, text) -> broken(text));
    }
    return files;
  }

  private static boolean isOfEntries(Map<String, byte[]> files, String path) {
    return !path.equals(VersionsFile.NAME) || !isOfProjects(files);
  }

  private byte[] broken(byte[] file) {
    String text = new String(file, UTF_8);
    int place = random.nextInt(text.length());
    return (random.nextBoolean()
            ? text.substring(0, place)
            : text.replaceFirst("\"1\\.\\d\\.", "\"1."))
        .getBytes(UTF_8);
  }

  /** Edits of an older commit arrive by a merge, from either side. */
  private void merge() throws IOException {
    ObjectId head = branch.head().orElseThrow();
    Optional<ObjectId> older = branch.ancestor(random.nextInt(6));
    ObjectId side = branch.make(edited(), "Edit an older one", older.stream().toList());
    if (random.nextBoolean()) {
      side = branch.make(edited(), "Edit it again", List.of(side));
    }
    List<ObjectId> parents = random.nextBoolean() ? List.of(head, side) : List.of(side, head);
    branch.move(branch.make(random.nextBoolean() ? edited() : branch.files(), "Merge", parents));
  }

  /** Returns the entries of the newest files; of a broken one, those of the newest valid one. */
  private Contents contents() throws IOException {
    List<ApplicationVersion> apps = new ArrayList<>();
    List<ApplicationVersion> deleted = new ArrayList<>();
    for (String project : PATHS.keySet()) {
      Contents own = contents(new ProjectId(project));
      apps.addAll(own.apps());
      deleted.addAll(own.deleted());
    }
    return new Contents(apps, deleted);
  }

  private Contents contents(ProjectId project) throws IOException {
    for (int back = 0; ; back++) {
      Map<String, byte[]> files = branch.files(branch.ancestor(back).orElseThrow());
      String path = isOfProjects(files) ? PATHS.get(project.value()) : VersionsFile.NAME;
      try {
        byte[] none = EditedBranch.text(List.of(), List.of());
        VersionsFileReader.Contents read = VersionsFileReader.read(files.getOrDefault(path, none));
        return new Contents(read.apps(), read.deleted()).of(project);
      } catch (InvalidVersionsFileException broken) {
        assertThat(back).isLessThan(2 * EVENTS);
      }
    }
  }
}
