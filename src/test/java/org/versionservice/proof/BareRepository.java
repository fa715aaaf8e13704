package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.versionservice.version.CommitId;

/** A bare repository on disk, as a Git server keeps it; looked at with the git command alone. */
public final class BareRepository {

  private final Path directory;
  private final GitCommand git;

  private BareRepository(Path directory) {
    this.directory = directory;
    this.git = new GitCommand(directory);
  }

  /** A new and empty one that flushes what it is sent to disk, and logs each move of a branch. */
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

  /** One that is there already. */
  public static BareRepository at(Path directory) {
    return new BareRepository(directory);
  }

  public Path directory() {
    return directory;
  }

  /** The git command in this repository. */
  public GitCommand git() {
    return git;
  }

  public void configure(String name, String value) {
    git.run("config", name, value);
  }

  /** The newest commit of a branch, empty if there is no such branch. */
  public Optional<CommitId> head(String branch) {
    return git.run("for-each-ref", "--format=%(objectname)", "refs/heads/" + branch).stream()
        .map(CommitId::new)
        .findFirst();
  }

  /** All commits that a branch ever ended on, oldest first, be they part of it still or not. */
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

  /** The text of a file at the root of a branch. */
  public String read(String branch, String file) {
    return String.join("\n", git.run("show", branch + ":" + file)) + "\n";
  }

  /**
   * Commits a file at the root of a branch, as somebody does who edits it by hand.
   *
   * @throws IllegalStateException if the branch was moved meanwhile
   */
  public CommitId commit(String branch, String file, String text) {
    return commit(branch, head(branch), file, text);
  }

  /**
   * Commits a file at the root of a branch on top of the given commit.
   *
   * @throws IllegalStateException if that is not the branch's newest commit any more
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

  /** Commits what a file on disk holds, in whatever encoding. */
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

  /** Returns whether Git still writes here: takes a push, or does its housekeeping. */
  public boolean isBusy() {
    try (Stream<Path> objects = Files.list(directory.resolve("objects"))) {
      return Files.exists(directory.resolve("gc.pid"))
          || objects.anyMatch(BareRepository::isQuarantine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Copies all of it to a directory that does not exist yet. A push that the network brings late
   * may come and go meanwhile.
   */
  public void copyTo(Path copy) {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A lock of a process that does not run in the copy. */
  private static boolean isHeldByAProcess(Path file) {
    return file.toString().endsWith(".lock") || file.getFileName().toString().equals("gc.pid");
  }

  /** Where Git keeps what a push brings until it takes it. */
  private static boolean isQuarantine(Path directory) {
    return directory.getFileName().toString().startsWith("tmp_objdir");
  }

  /** Has an earlier copy take its place. */
  public void replaceBy(Path copy) {
    try {
      Files.move(directory, copy.resolveSibling(copy.getFileName() + "-replaced"));
      Files.move(copy, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has every push declined by a pre-receive hook. */
  public void declinePushes(String reason) {
    hook("pre-receive", "echo '" + reason + "' >&2\nexit 1\n");
  }

  /** Has every push wait, once all of it has arrived, until a file exists. */
  public void holdPushes(Path until) {
    hook("pre-receive", "while ! [ -e '" + until + "' ]; do sleep 0.05; done\n");
  }

  /** Takes pushes again. */
  public void acceptPushes() {
    try {
      Files.deleteIfExists(directory.resolve("hooks").resolve("pre-receive"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a shell script once, when the next push has moved the branch and before it is answered.
   *
   * @param script runs in this repository and may commit
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
