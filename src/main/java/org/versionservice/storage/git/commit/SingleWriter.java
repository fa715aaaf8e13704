package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.repository.UnreadableReferenceException;

/**
 * Runs the work of one writing thread at a time. It repairs a damaged reference, remembers a fault
 * of the disk until the next success, and calls the listeners.
 */
public final class SingleWriter {

  public interface Work {
    void run() throws IOException;
  }

  public interface Computation<T> {
    T run() throws IOException;
  }

  private final LocalBranch local;
  private final Reconciler reconciler;
  private final AtomicBoolean writing = new AtomicBoolean();
  private volatile Optional<String> diskFault = Optional.empty();
  private volatile Runnable moved = () -> {};
  private volatile Runnable edited = () -> {};

  public SingleWriter(LocalBranch local, Reconciler reconciler) {
    this.local = local;
    this.reconciler = reconciler;
  }

  /** Registers a listener for newly published states. */
  public void onMove(Runnable listener) {
    moved = listener;
  }

  /** Registers a listener for edits by others that were taken over. */
  public void onEdit(Runnable listener) {
    edited = listener;
  }

  /** Returns the last fault of the disk, without the path; empty after a success. */
  Optional<String> diskFault() {
    return diskFault;
  }

  /**
   * Runs work.
   *
   * @throws IllegalStateException if another thread runs some
   * @throws StorageException if the disk fails
   */
  public void run(Work work) {
    call(
        () -> {
          work.run();
          return Optional.empty();
        });
  }

  /** Does the same with a result. */
  public <T> T call(Computation<T> work) {
    if (!writing.compareAndSet(false, true)) {
      throw new IllegalStateException("two threads write at once");
    }
    Optional<ObjectId> before = local.commit();
    try {
      T result = withReferences(work);
      reconciler.settle();
      diskFault = Optional.empty();
      return result;
    } catch (IOException failed) {
      diskFault = Optional.of(reason(failed));
      throw StorageException.unavailable("the repository on disk cannot be used", failed);
    } finally {
      writing.set(false);
      if (!local.commit().equals(before)) {
        moved.run();
      }
      if (reconciler.tookEdits()) {
        edited.run();
      }
    }
  }

  private <T> T withReferences(Computation<T> work) throws IOException {
    try {
      return work.run();
    } catch (UnreadableReferenceException lost) {
      local.restore();
      return work.run();
    }
  }

  private static String reason(IOException failed) {
    String message =
        failed instanceof FileSystemException file ? file.getReason() : failed.getMessage();
    return message == null ? failed.getClass().getSimpleName() : message;
  }
}
