package org.versionservice.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What a power cut, a full disk or a careless administrator leaves of a clone. */
enum CloneDamage {
  EMPTY_BRANCH {
    @Override
    void strike(Path git) throws IOException {
      write(git.resolve("refs/heads/main"), "");
    }
  },
  LOST_PACKED_REFS {
    @Override
    void strike(Path git) throws IOException {
      Files.deleteIfExists(git.resolve("packed-refs"));
    }
  },
  GARBAGE_TRACKING_REF {
    @Override
    void strike(Path git) throws IOException {
      write(git.resolve("refs/remotes/origin/main"), "garbage\n");
    }
  },
  LOST_HEAD {
    @Override
    void strike(Path git) throws IOException {
      Files.deleteIfExists(git.resolve("HEAD"));
    }
  },
  LEFT_LOCK {
    @Override
    void strike(Path git) throws IOException {
      write(git.resolve("refs/heads/main.lock"), "");
    }
  },
  GARBAGE_CONFIG {
    @Override
    void strike(Path git) throws IOException {
      write(git.resolve("config"), "\u0000[garb\nage");
    }
  },
  TRUNCATED_PACK {
    @Override
    void strike(Path git) throws IOException {
      Optional<Path> newest = newestPack(git.resolve("objects/pack"));
      if (newest.isPresent()) {
        try (FileChannel pack = FileChannel.open(newest.get(), StandardOpenOption.WRITE)) {
          pack.truncate(pack.size() / 2);
        }
      }
    }
  };

  /** Damages the clone in a directory; its replica must not run. */
  abstract void strike(Path git) throws IOException;

  /** Returns whether all objects are left, so that nothing that was acknowledged can be lost. */
  boolean isRepairable() {
    return this != TRUNCATED_PACK;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Optional<Path> newestPack(Path packs) throws IOException {
    try (Stream<Path> files = Files.list(packs)) {
      return files
          .filter(file -> file.toString().endsWith(".pack"))
          .max(Comparator.comparing(CloneDamage::modified));
    } catch (NoSuchFileException noPack) {
      return Optional.empty();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
