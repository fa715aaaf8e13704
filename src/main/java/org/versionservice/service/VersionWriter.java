package org.versionservice.service;

import jakarta.ejb.AccessTimeout;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.versionservice.storage.git.GitStorage;

/**
 * The one who may write. The container's write lock lets a single thread in; everything that does
 * not write goes around this bean, because even a read lock would wait for a batch.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Lock(LockType.WRITE)
@AccessTimeout(value = 60, unit = TimeUnit.SECONDS)
public class VersionWriter {

  @Inject private GitStorage storage;

  /**
   * Has the changes that wait made, as one batch. Between two batches the lock is free, and goes to
   * whoever waited for it first.
   */
  public void writeWaiting(ChangeQueue queue) {
    queue.writeWaiting(new StorageWriter(storage));
  }

  /** Takes over what others pushed, and pushes what is not pushed yet. */
  public void synchronise() {
    storage.synchronise();
  }
}
