package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.versionservice.storage.git.pack.Disk;

/**
 * A reference of the repository on disk. It distinguishes a lost reference from one that never
 * existed.
 */
public final class ReferenceFile {

  private static final System.Logger LOG = System.getLogger(ReferenceFile.class.getName());

  /** A lock that exists longer is stale: no other process uses the data directory. */
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

  private static final int LOCK_CHECKS = 20;

  private final Disk disk;
  private final FileRepository repository;
  private final KnownBranches known;
  private final String name;
  private final Path file;
  private final Path lock;
  private final Path directory;

  ReferenceFile(Disk disk, FileRepository repository, KnownBranches known, String name) {
    this.disk = disk;
    this.repository = repository;
    this.known = known;
    this.name = name;
    this.file = repository.getDirectory().toPath().resolve(name);
    this.lock = file.resolveSibling(file.getFileName() + ".lock");
    this.directory = file.resolveSibling(".").normalize();
  }

  String name() {
    return name;
  }

  /** Returns whether the reference is known to exist or to have existed. */
  boolean existed() {
    return known.contains(name);
  }

  /**
   * Returns the commit that the reference names; empty if it never existed.
   *
   * @throws UnreadableReferenceException if it is damaged or lost; an empty result would let the
   *     service issue all versions again
   */
  Optional<ObjectId> read() throws IOException {
    Optional<ObjectId> there = find();
    if (there.isPresent()) {
      known.add(name);
    } else if (existed() || Files.exists(file)) {
      throw new UnreadableReferenceException("reference " + name + " is lost", null);
    }
    return there;
  }

  private Optional<ObjectId> find() throws UnreadableReferenceException {
    try {
      return Optional.ofNullable(repository.exactRef(name)).map(Ref::getObjectId);
    } catch (IOException damaged) {
      throw new UnreadableReferenceException("reference " + name + " cannot be read", damaged);
    }
  }

  /**
   * Moves the reference and forces it to disk.
   *
   * @param to empty to delete the reference
   * @return whether the reference had the expected value and was moved
   */
  public boolean move(Optional<ObjectId> expected, Optional<ObjectId> to) throws IOException {
    if (to.isPresent()) {
      known.add(name);
    }
    lock(to);
    try {
      Optional<ObjectId> there = expected.isPresent() ? read() : find();
      if (!there.equals(expected)) {
        return false;
      }
      if (to.isPresent()) {
        disk.rename(lock, file);
      } else {
        disk.delete(file);
      }
    } finally {
      disk.delete(lock);
    }
    disk.force(directory);
    if (to.isEmpty()) {
      known.remove(name);
    }
    return true;
  }

  /** Moves the reference whatever its value, and forces it to disk. */
  public void put(ObjectId to) throws IOException {
    known.add(name);
    lock(Optional.of(to));
    disk.rename(lock, file);
    disk.force(directory);
  }

  /** Deletes the file of the reference, which then counts as lost. */
  void drop() throws IOException {
    known.add(name);
    disk.delete(file);
  }

  /**
   * Moves the reference without forcing it to disk. Only for a reference that the next fetch
   * restores after a crash.
   *
   * @throws IOException if the reference did not have the expected value
   */
  public void note(Optional<ObjectId> expected, ObjectId to) throws IOException {
    known.add(name);
    unlock();
    Files.createDirectories(directory);
    Files.writeString(lock, to.name() + '\n', US_ASCII, CREATE_NEW);
    try {
      if (!find().equals(expected)) {
        throw new IOException("reference " + name + " was moved by another process");
      }
      disk.rename(lock, file);
    } finally {
      disk.delete(lock);
    }
  }

  /** Creates the lock file, with the new value as Git writes it. */
  private void lock(Optional<ObjectId> to) throws IOException {
    Files.createDirectories(directory);
    ByteBuffer text =
        ByteBuffer.wrap(to.map(commit -> commit.name() + '\n').orElse("").getBytes(US_ASCII));
    try {
      disk.create(lock, text);
    } catch (FileAlreadyExistsException lockExists) {
      unlock();
      disk.create(lock, text);
    }
  }

  /** Waits for the release of the lock, for at most a second, and then removes it. */
  public void unlock() throws IOException {
    for (int i = 0; i < LOCK_CHECKS && Files.exists(lock); i++) {
      LockSupport.parkNanos(LOCK_TIMEOUT.dividedBy(LOCK_CHECKS).toNanos());
    }
    if (Files.exists(lock)) {
      LOG.log(WARNING, "the stale lock of {0} is removed", name);
      disk.delete(lock);
    }
  }
}
