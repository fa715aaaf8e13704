package org.versionservice.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FileUtils;
import org.versionservice.version.CommitId;

/** A bare repository on disk, as a Git server stores it; read only by the git command. */
public final class BareRepository {

  private final Path directory;
  private final GitCommand git;

  private BareRepository(Path directory) {
    this.directory = directory;
    this.git = new GitCommand(directory);
  }

  /** Creates an empty repository that forces pushes to disk and logs each move of a branch. */
  public static BareRepository create(Path directory, String headBranch) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BareRepository repository = at(directory);
    repository.git.run("init", "--quiet", "--bare", "--initial-branch=" + headBranch);
    repository.configure("http.receivepack", "true");
    repository.configure("core.fsync", "all");
    repository.configure("core.fsyncMethod", "fsync");
    repository.configure("core.logAllRefUpdates", "true");
    return repository;
  }

  /** Returns an existing repository. */
  public static BareRepository at(Path directory) {
    return new BareRepository(directory);
  }

  public Path directory() {
    return directory;
  }

  /** Returns the git command in this repository. */
  public GitCommand git() {
    return git;
  }

  public void configure(String name, String value) {
    git.run("config", name, value);
  }

  /** Returns the newest commit of a branch; empty if the branch does not exist. */
  public Optional<CommitId> head(String branch) {
    return git.run("for-each-ref", "--format=%(objectname)", "refs/heads/" + branch).stream()
        .map(CommitId::new)
        .findFirst();
  }

  /** Returns all commits that a branch ever pointed to, oldest first, also lost ones. */
  public List<CommitId> pastHeads(String branch) {
    Path log = directory.resolve("logs/refs/heads").resolve(branch);
    try {
      // Each line: old id, new id, who and when.
      return Files.exists(log)
          ? Files.readAllLines(log).stream()
              .map(line -> new CommitId(line.split(" ", 3)[1]))
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the text of a file at the root of a branch. */
  public String read(String branch, String file) {
    return String.join("\n", git.run("show", branch + ":" + file)) + "\n";
  }

  /**
   * Commits a file at the root of a branch, like an edit by hand.
   *
   * @throws IllegalStateException if the branch moved meanwhile
   */
  public CommitId commit(String branch, String file, String text) {
    return commit(branch, head(branch), file, text);
  }

  /**
   * Commits a file at the root of a branch on top of the given commit.
   *
   * @throws IllegalStateException if that is no longer the branch's newest commit
   */
  public CommitId commit(String branch, Optional<CommitId> parent, String file, String text) {
    Path edited = directory.resolve("edited-file");
    try {
      Files.writeString(edited, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return commit(branch, parent, file, edited);
  }

  /** Commits the content of a file on disk, in any encoding. */
  CommitId commit(String branch, String file, Path edited) {
    return commit(branch, head(branch), file, edited);
  }

  private CommitId commit(String branch, Optional<CommitId> parent, String file, Path edited) {
    String blob = git.run("hash-object", "-w", edited.toString()).get(0);
    git.run("read-tree", parent.map(CommitId::value).orElse("--empty"));
    git.run("update-index", "--add", "--cacheinfo", "100644," + blob + "," + file);
    List<String> arguments =
        new ArrayList<>(
            List.of("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"));
    arguments.addAll(List.of("commit-tree", "-m", "Edit by hand", git.run("write-tree").get(0)));
    parent.ifPresent(commit -> arguments.addAll(List.of("-p", commit.value())));
    String commit = git.run(arguments.toArray(String[]::new)).get(0);
    String expected = parent.map(CommitId::value).orElse("0".repeat(40));
    git.run("update-ref", "refs/heads/" + branch, commit, expected);
    return new CommitId(commit);
  }

  /** Returns whether Git still writes here, for a push or its housekeeping. */
  public boolean isBusy() {
    try (Stream<Path> objects = Files.list(directory.resolve("objects"))) {
      return hasHousekeeping() || objects.anyMatch(BareRepository::isQuarantine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasHousekeeping() {
    return Files.exists(directory.resolve("gc.pid"));
  }

  /** Copies the repository to a new directory, also during a late push or housekeeping. */
  public void copyTo(Path copy) {
    await("a copy without files that housekeeping removed").until(() -> isCopiedTo(copy));
  }

  private boolean isCopiedTo(Path copy) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes)
                throws IOException {
              if (isQuarantine(from)) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              Files.createDirectory(copy.resolve(directory.relativize(from)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes)
                throws IOException {
              if (!isHeldByAProcess(from)) {
                Files.copy(from, copy.resolve(directory.relativize(from)));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path from, IOException failure)
                throws IOException {
              if (isQuarantine(from) || isHeldByAProcess(from)) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }
          });
      // Housekeeping also moves references from one file to another.
      if (!hasHousekeeping()) {
        return true;
      }
      delete(copy);
      return false;
    } catch (NoSuchFileException removedMeanwhile) {
      delete(copy);
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path copy) {
    try {
      FileUtils.delete(copy.toFile(), FileUtils.RECURSIVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether a file is a lock of a process, which has no meaning in the copy. */
  private static boolean isHeldByAProcess(Path file) {
    return file.toString().endsWith(".lock") || file.getFileName().toString().equals("gc.pid");
  }

  /** Returns whether Git keeps the objects of an unfinished push in a directory. */
  private static boolean isQuarantine(Path directory) {
    return directory.getFileName().toString().startsWith("tmp_objdir");
  }

  /** Replaces the repository by an earlier copy. */
  public void replaceBy(Path copy) {
    try {
      Files.move(directory, copy.resolveSibling(copy.getFileName() + "-replaced"));
      Files.move(copy, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Declines every push by a pre-receive hook. */
  public void declinePushes(String reason) {
    hook("pre-receive", "echo '" + reason + "' >&2\nexit 1\n");
  }

  /** Holds every push after its arrival until a file exists. */
  public void holdPushes(Path until) {
    hook("pre-receive", "while ! [ -e '" + until + "' ]; do sleep 0.05; done\n");
  }

  /** Accepts pushes again. */
  public void acceptPushes() {
    try {
      Files.deleteIfExists(directory.resolve("hooks").resolve("pre-receive"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a shell script once, after the next push moved the branch and before its answer.
   *
   * @param script a script that runs in this repository and may commit
   */
  public void afterNextPush(String script) {
    hook(
        "post-receive",
        """
        rm hooks/post-receive
        export GIT_AUTHOR_NAME=Somebody GIT_AUTHOR_EMAIL=somebody@example.com
        export GIT_COMMITTER_NAME=Somebody GIT_COMMITTER_EMAIL=somebody@example.com
        """
            + script);
  }

  private void hook(String name, String script) {
    try {
      Path hook = Files.createDirectories(directory.resolve("hooks")).resolve(name);
      Files.writeString(hook, "#!/bin/sh\n" + script);
      Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
