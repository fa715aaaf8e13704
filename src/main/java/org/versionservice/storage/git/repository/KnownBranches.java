package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.versionservice.storage.git.pack.Disk;

/**
 * A list in the repository of the references that it has. It distinguishes a lost reference from
 * one that never existed. Thread-safe.
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

  /** Reads the list of a repository; empty if there is none. */
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

  /** Adds a reference and forces the list to disk. */
  void add(String name) throws IOException {
    change(all -> all.add(name));
  }

  /** Removes a reference and forces the list to disk. */
  void remove(String name) throws IOException {
    change(all -> all.remove(name));
  }

  private synchronized void change(Predicate<Set<String>> change) throws IOException {
    Set<String> changed = new TreeSet<>(names);
    if (change.test(changed)) {
      Path next = file.resolveSibling(NAME + ".new");
      disk.delete(next);
      disk.create(next, ByteBuffer.wrap((String.join("\n", changed) + '\n').getBytes(UTF_8)));
      disk.rename(next, file);
      disk.force(file.resolveSibling(".").normalize());
      names = changed;
    }
  }
}
