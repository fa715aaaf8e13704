package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.INFO;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.HandedOut;
import org.versionservice.version.IdempotencyLog;

/**
 * What a start learns from the commits up to one of them, in a file beside the repository. With it,
 * a start reads only newer commits. It is written anew if it is damaged, deleted, of another format
 * or of a commit that the branch does not have, and no promise depends on it. Thread-safe.
 */
public final class HistoryIndex {

  private static final System.Logger LOG = System.getLogger(HistoryIndex.class.getName());

  /** The bytes that are forced to disk at once, so that a change need not wait for more. */
  private static final int CHUNK = 1 << 20;

  /**
   * The content of an index.
   *
   * @param commit the newest commit that it tells about
   * @param live the entries of the live apps there
   * @param deleted the last entries of the deleted apps
   * @param handedOut what was handed out of each app
   * @param log the steps of idempotency keys and source commits
   * @param conflicts the commits of the newest steps in conflict, newest first
   */
  public record Content(
      ObjectId commit,
      List<ApplicationVersion> live,
      List<ApplicationVersion> deleted,
      Map<ApplicationId, HandedOut> handedOut,
      IdempotencyLog log,
      List<ObjectId> conflicts) {}

  private final Disk disk;
  private final Path file;
  private final Path next;
  private final HistoryIndexFormat format;
  private boolean isChecked;
  private Optional<ObjectId> commit = Optional.empty();
  private boolean isDropped;

  /**
   * @param directory the data directory
   * @param branch the branch of the commits
   * @param keysKeptFor how long idempotency keys are kept
   */
  public HistoryIndex(Disk disk, DataDirectory directory, String branch, Duration keysKeptFor) {
    this.disk = disk;
    this.file = directory.historyIndex();
    this.next = directory.nextHistoryIndex();
    this.format = new HistoryIndexFormat(branch, keysKeptFor);
  }

  /** Returns the commit of the intact index; empty if there is none. */
  public synchronized Optional<ObjectId> commit() {
    if (!isChecked) {
      isChecked = true;
      if (Files.exists(file)) {
        try {
          commit = Optional.of(check());
        } catch (IOException unusable) {
          ignore(String.valueOf(unusable.getMessage()));
        }
      }
    }
    return commit;
  }

  /** Returns the commit of the intact index, if the first parents of {@code tip} lead to it. */
  Optional<ObjectId> commitOf(CommitLog commits, ObjectId tip) throws IOException {
    Optional<ObjectId> known = commit();
    if (known.isPresent() && !commits.isOnFirstParents(known.get(), tip)) {
      ignore("the branch does not have its commit " + known.get().name());
      return Optional.empty();
    }
    return known;
  }

  /** Returns the index, if the first parents of {@code tip} lead to its commit. */
  public Optional<Content> read(CommitLog commits, ObjectId tip) throws IOException {
    if (commitOf(commits, tip).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK)) {
      return Optional.of(format.read(new DataInputStream(in)));
    } catch (IOException | IllegalArgumentException unusable) {
      ignore(String.valueOf(unusable.getMessage()));
      return Optional.empty();
    }
  }

  private synchronized void ignore(String reason) {
    LOG.log(INFO, "all commits are read: {0} is not used, {1}", file, reason);
    commit = Optional.empty();
  }

  private ObjectId check() throws IOException {
    MessageDigest digest = digest();
    long length = Files.size(file) - digest.getDigestLength();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (long rest = length; rest > 0; ) {
        int count = in.readNBytes(chunk, 0, (int) Math.min(chunk.length, rest));
        if (rest == length) {
          HistoryIndexFormat.checkVersion(chunk, count);
        }
        if (count == 0) {
          break;
        }
        digest.update(chunk, 0, count);
        rest -= count;
      }
      if (!MessageDigest.isEqual(digest.digest(), in.readAllBytes())) {
        throw new StreamCorruptedException("it is damaged");
      }
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return format.readCommit(new DataInputStream(in));
    }
  }

  /**
   * Replaces the index, unless it was dropped.
   *
   * @param now the time, to leave out expired keys
   */
  public void write(Content content, Instant now) throws IOException {
    disk.delete(next);
    disk.create(next, channel -> write(content, now, channel));
    synchronized (this) {
      if (isDropped) {
        disk.delete(next);
        return;
      }
      disk.rename(next, file);
      isChecked = true;
      commit = Optional.of(content.commit());
    }
    disk.force(file.resolveSibling(".").normalize());
  }

  private void write(Content content, Instant now, FileChannel channel) throws IOException {
    try (DigestOutputStream digested = new DigestOutputStream(new ForcedStream(channel), digest());
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(digested, CHUNK))) {
      format.write(content, now, out);
      out.flush();
      byte[] sum = digested.getMessageDigest().digest();
      digested.on(false);
      out.write(sum);
    }
  }

  /**
   * Deletes the index, so that the next start reads all commits. None is written before it, because
   * a commit was found damaged, or the state in memory is not that of the commits alone.
   */
  public synchronized void drop() {
    isDropped = true;
    isChecked = true;
    commit = Optional.empty();
    try {
      disk.delete(file);
    } catch (IOException failed) {
      LOG.log(INFO, "{0} cannot be deleted: {1}", file, failed);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("each Java platform has SHA-256", impossible);
    }
  }

  /** Forces what is written. It leaves the file open, which {@link Disk} closes. */
  private static final class ForcedStream extends OutputStream {

    private final FileChannel channel;

    ForcedStream(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(false);
    }
  }
}
