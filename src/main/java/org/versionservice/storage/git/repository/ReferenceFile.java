package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.US_ASCII;

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
import org.eclipse.jgit.lib.RefUpdate;
import org.versionservice.storage.git.pack.Disk;

/**
 * A reference of the repository on disk. One that was there once and is lost is told apart from one
 * that never was.
 */
public final class ReferenceFile {

  private static final System.Logger LOG = System.getLogger(ReferenceFile.class.getName());

  /** Nobody holds a lock so long: the data directory is this process' own. */
  private static final Duration LONGEST_LOCK = Duration.ofSeconds(1);

  private static final int LOOKS = 20;

  private final Disk disk;
  private final FileRepository repository;
  private final KnownBranches known;
  private final String name;
  private final Path file;

  ReferenceFile(Disk disk, FileRepository repository, KnownBranches known, String name) {
    this.disk = disk;
    this.repository = repository;
    this.known = known;
    this.name = name;
    this.file = repository.getDirectory().toPath().resolve(name);
  }

  String name() {
    return name;
  }

  /** Returns whether the reference is there or was, as far as is known. */
  boolean wasThere() {
    return known.contains(name);
  }

  /**
   * The commit that it names; empty if there never was such a reference.
   *
   * @throws UnreadableReferenceException if it is damaged or lost; taken for none, it would have
   *     all numbers issued again
   */
  Optional<ObjectId> read() throws IOException {
    Optional<ObjectId> there = find();
    if (there.isPresent()) {
      known.add(name);
    } else if (wasThere() || Files.exists(file)) {
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
   * Moves the reference: it is on disk when this returns.
   *
   * @param to empty if there is to be none
   * @return whether it was where it was expected to be, and was moved
   */
  public boolean move(Optional<ObjectId> expected, Optional<ObjectId> to) throws IOException {
    if (to.isPresent()) {
      known.add(name);
    }
    Path lock = lock(to);
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
    disk.force(directory());
    if (to.isEmpty()) {
      known.remove(name);
    }
    return true;
  }

  /** Has the reference name a commit, whatever it names or does not name now. */
  public void put(ObjectId to) throws IOException {
    known.add(name);
    disk.rename(lock(Optional.of(to)), file);
    disk.force(directory());
  }

  /** Removes what is there of the reference; that it was there stays known. */
  void drop() throws IOException {
    known.add(name);
    disk.delete(file);
  }

  /**
   * Moves the reference without waiting for the disk: forgotten in a crash, the next fetch tells it
   * again.
   *
   * @throws IOException if it was not where it was expected to be
   */
  public void note(Optional<ObjectId> expected, ObjectId to) throws IOException {
    known.add(name);
    RefUpdate.Result result = update(expected, to);
    if (result == RefUpdate.Result.LOCK_FAILURE) {
      unlock();
      result = update(expected, to);
    }
    switch (result) {
      case NEW, FAST_FORWARD, FORCED, NO_CHANGE -> {}
      default -> throw new IOException("reference " + name + " was not moved: " + result);
    }
  }

  private RefUpdate.Result update(Optional<ObjectId> expected, ObjectId to) throws IOException {
    RefUpdate update = repository.updateRef(name);
    update.setExpectedOldObjectId(expected.orElse(ObjectId.zeroId()));
    update.setNewObjectId(to);
    update.disableRefLog();
    return update.forceUpdate();
  }

  private Path lock(Optional<ObjectId> to) throws IOException {
    Path lock = lockFile();
    Files.createDirectories(directory());
    ByteBuffer text =
        ByteBuffer.wrap(to.map(commit -> commit.name() + '\n').orElse("").getBytes(US_ASCII));
    try {
      disk.create(lock, text);
    } catch (FileAlreadyExistsException somebodyElseMovesIt) {
      unlock();
      disk.create(lock, text);
    }
    return lock;
  }

  /** Removes the lock that a killed process left, after the time that one may take to end. */
  public void unlock() throws IOException {
    Path lock = lockFile();
    for (int i = 0; i < LOOKS && Files.exists(lock); i++) {
      LockSupport.parkNanos(LONGEST_LOCK.dividedBy(LOOKS).toNanos());
    }
    if (Files.exists(lock)) {
      LOG.log(WARNING, "the lock of {0}, which nobody holds any more, is removed", name);
      disk.delete(lock);
    }
  }

  private Path lockFile() {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  private Path directory() {
    return file.resolveSibling(".").normalize();
  }
}
