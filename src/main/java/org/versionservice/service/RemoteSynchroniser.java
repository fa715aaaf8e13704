package org.versionservice.service;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitStorage;

/**
 * Takes over what others pushed. The remote is asked before the write lock is taken, so that one
 * that hangs delays no change.
 */
@ApplicationScoped
public class RemoteSynchroniser {

  @Inject private GitStorage storage;
  @EJB private VersionWriter writer;

  private final AtomicBoolean busy = new AtomicBoolean();

  /** Asks the remote and takes over what it has; does nothing while another call waits for it. */
  public void synchronise() {
    if (busy.compareAndSet(false, true)) {
      try {
        synchroniseIfBehind();
      } finally {
        busy.set(false);
      }
    }
  }

  /** Does the same if something is known to be out of step; else asks nobody. */
  public void synchroniseIfOutOfStep() {
    if (storage.isOutOfStep()) {
      synchronise();
    }
  }

  /**
   * Asks the remote even if it failed just before, and pushes what is not pushed yet.
   *
   * @throws StorageException if the remote did not answer
   */
  public void synchroniseNow() {
    storage.tryRemoteAgain();
    synchroniseIfBehind();
    storage.pushPendingCommits();
    storage.requireRemote();
  }

  private void synchroniseIfBehind() {
    if (storage.isBehind()) {
      writer.synchronise();
    }
  }
}
