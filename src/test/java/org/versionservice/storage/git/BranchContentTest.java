package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.BareRepository;
import org.versionservice.storage.Durability;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.storage.git.repository.GitRepository;
import org.versionservice.storage.git.versionsfile.InvalidVersionsFileException;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.Layout;

/** Reports any invalid content of the branch, which harms no client until it is mended. */
class BranchContentTest {

  private static final int COMMITS = 250;

  @TempDir Path temporary;

  @Test
  void synchronise_withAnyOddFile_namesItAndServesTheLastGoodState() throws IOException {
    BareRepository origin = BareRepository.create(temporary.resolve("origin.git"), "main");
    String good = VersionsFiles.own("1-a", "1.0.0");
    origin.commit("main", VersionsFile.NAME, good);
    GitSettings settings =
        Stores.settings(
            temporary.resolve("data"),
            Optional.of(origin.directory().toUri().toString()),
            Durability.REMOTE);
    try (GitStorage storage = Stores.open(settings);
        GitRepository remote = open(origin.directory())) {
      for (Odd odd : oddities(good)) {
        commit(remote, odd.mode(), odd.content());
        storage.synchronise();
        assertThat(storage.health().status()).as(odd.name()).isEqualTo(StorageHealth.Status.DOWN);
        assertThat(storage.health().details().get("defect"))
            .as(odd.name())
            .startsWith("versions.json")
            .contains(odd.words());
        assertThatThrownBy(() -> storage.write(List.of(Stores.patch("1-a"))))
            .isInstanceOfSatisfying(
                StorageException.class,
                failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE));
        assertThat(storage.list()).hasSize(1);
      }
      origin
          .git()
          .run(
              "update-ref",
              "refs/heads/main",
              commit(remote, FileMode.REGULAR_FILE, good.getBytes(UTF_8)).name());
      storage.synchronise();
      assertThat(Stores.version(storage.write(List.of(Stores.patch("1-a"))).get(0)))
          .isEqualTo("1.0.1");
    }
  }

  /** Replaces each kind of object by random bytes, half of them nearly valid. */
  @Test
  void load_ofAnyCommit_isAStateOrAFaultThatIsExpected() throws IOException {
    Random random = new Random(20_261_127);
    int states = 0;
    try (GitRepository repository = open(temporary.resolve("random.git"))) {
      for (int i = 0; i < COMMITS; i++) {
        ObjectId commit = randomCommit(repository, random);
        try {
          repository.load(commit);
          repository.commits().steps(Optional.empty(), commit);
          states++;
        } catch (IOException | InvalidVersionsFileException expected) {
          assertThat(expected).hasMessageNotContaining("null");
        }
      }
    }
    assertThat(states).isBetween(COMMITS / 10, COMMITS * 9 / 10);
  }

  private record Odd(String name, FileMode mode, byte[] content, String words) {}

  private static List<Odd> oddities(String good) {
    List<Odd> all = new ArrayList<>();
    for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE")) {
      all.add(file(charset, good.getBytes(Charset.forName(charset)), "line 1"));
    }
    byte[] latin =
        good.replace("\"revision\": 3", "\"x\": \"\u00e4\"")
            .getBytes(Charset.forName("ISO-8859-1"));
    all.add(file("Latin-1", latin, "line 8: not UTF-8"));
    all.add(file("empty", new byte[0], "line 1"));
    all.add(file("spaces", " \n ".getBytes(UTF_8), "line"));
    all.add(file("NUL", good.replace("1.0.0", "1.0.\0").getBytes(UTF_8), "line 4"));
    all.add(file("a number", "1".getBytes(UTF_8), "line 1"));
    all.add(file("deep", ("{\"x\":" + "[".repeat(100_000)).getBytes(UTF_8), "line 1"));
    all.add(
        file(
            "long number",
            good.replace(": 3", ": 3" + "0".repeat(5_000)).getBytes(UTF_8),
            "line 8"));
    all.add(
        file(
            "large number",
            good.replace(": 3", ": 9223372036854775808").getBytes(UTF_8),
            "line 8"));
    all.add(
        file(
            "conflict",
            good.replace("{\n  \"v", "<<<<<<< HEAD\n{\n  \"v").getBytes(UTF_8),
            "line 1"));
    byte[] target = "other.json".getBytes(UTF_8);
    all.add(
        new Odd("symbolic link", FileMode.SYMLINK, target, "is not a file but a symbolic link"));
    all.add(new Odd("submodule", FileMode.GITLINK, target, "is not a file but a submodule"));
    all.add(new Odd("directory", FileMode.TREE, new byte[0], "is not a file but a directory"));
    return all;
  }

  private static Odd file(String name, byte[] content, String words) {
    return new Odd(name, FileMode.REGULAR_FILE, content, words);
  }

  private static GitRepository open(Path directory) throws IOException {
    return GitRepository.open(new Disk(), directory, "main", Layout.SINGLE);
  }

  /** Commits an entry with a given name on top of the branch. */
  private static ObjectId commit(GitRepository repository, FileMode mode, byte[] content)
      throws IOException {
    try (ObjectInserter inserter = repository.jgit().newObjectInserter()) {
      TreeFormatter tree = new TreeFormatter();
      int type = mode == FileMode.TREE ? Constants.OBJ_TREE : Constants.OBJ_BLOB;
      tree.append(VersionsFile.NAME, mode, inserter.insert(type, content));
      CommitBuilder builder = new CommitBuilder();
      builder.setTreeId(inserter.insert(tree));
      Optional<ObjectId> parent = repository.head();
      parent.ifPresent(builder::setParentId);
      PersonIdent somebody = new PersonIdent("Somebody", "somebody@example.com");
      builder.setAuthor(somebody);
      builder.setCommitter(somebody);
      ObjectId commit = inserter.insert(builder);
      inserter.flush();
      repository.local().move(parent, Optional.of(commit));
      return commit;
    }
  }

  private static ObjectId randomCommit(GitRepository repository, Random random) throws IOException {
    try (ObjectInserter inserter = repository.jgit().newObjectInserter()) {
      byte[] good = VersionsFiles.own("1-a", "1.0.0").getBytes(UTF_8);
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, damaged(good, random));
      TreeFormatter formatter = new TreeFormatter();
      formatter.append("a", FileMode.REGULAR_FILE, blob);
      formatter.append(VersionsFile.NAME, FileMode.REGULAR_FILE, blob);
      ObjectId tree = inserter.insert(Constants.OBJ_TREE, damaged(formatter.toByteArray(), random));
      String text =
          "tree "
              + tree.name()
              + "\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n1-a 1.0.0\n";
      ObjectId commit =
          inserter.insert(Constants.OBJ_COMMIT, damaged(text.getBytes(UTF_8), random));
      inserter.flush();
      return commit;
    }
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    switch (random.nextInt(8)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 2, 3 -> {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      default -> {}
    }
    return bytes;
  }
}
