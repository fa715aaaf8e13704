package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.versionservice.storage.git.pack.Disk;

/**
 * Notes in the repository which references it has: one that is missing there was lost, and is not
 * one that never was. Used by several threads.
 */
final class KnownBranches {

  private static final String NAME = "known-branches";

  private final Disk disk;
  private final Path file;
  private Set<String> names;

  private KnownBranches(Disk disk, Path file, Set<String> names) {
    this.disk = disk;
    this.file = file;
    this.names = names;
  }

  /** Reads the notes of a repository; there are none at first. */
  static KnownBranches read(Disk disk, Path repository) throws IOException {
    Path file = repository.resolve(NAME);
    Set<String> names = new TreeSet<>();
    if (Files.exists(file)) {
      new String(Files.readAllBytes(file), UTF_8)
          .lines()
          .filter(name -> !name.isBlank())
          .forEach(names::add);
    }
    return new KnownBranches(disk, file, names);
  }

  synchronized boolean contains(String name) {
    return names.contains(name);
  }

  /** Notes that there is a reference; on disk when this returns. */
  synchronized void add(String name) throws IOException {
    Set<String> more = new TreeSet<>(names);
    if (more.add(name)) {
      write(more);
      names = more;
    }
  }

  /** Notes that a reference was taken back. */
  synchronized void remove(String name) throws IOException {
    Set<String> fewer = new TreeSet<>(names);
    if (fewer.remove(name)) {
      write(fewer);
      names = fewer;
    }
  }

  private void write(Set<String> all) throws IOException {
    Path next = file.resolveSibling(NAME + ".new");
    disk.delete(next);
    disk.create(next, ByteBuffer.wrap((String.join("\n", all) + '\n').getBytes(UTF_8)));
    disk.rename(next, file);
    disk.force(file.resolveSibling(".").normalize());
  }
}
