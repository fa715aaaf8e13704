package org.versionservice.service;

import jakarta.ejb.AccessTimeout;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;

/**
 * Writes to Git storage. The container's write lock lets one thread in at a time; what does not
 * write goes around this bean, because even a read lock would wait for a batch.
 */
@Singleton
@LocalBean
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Lock(LockType.WRITE)
@AccessTimeout(value = 60, unit = TimeUnit.SECONDS)
public class VersionWriter implements ChangeWriter {

  @Inject private GitStorage storage;

  @Override
  public void awaitTurn() {
    storage.awaitTurn();
  }

  @Override
  public List<Receipt> write(List<Change> changes) {
    return storage.write(changes);
  }

  /** Takes over what others pushed, and pushes what is not pushed yet. */
  public void synchronise() {
    storage.synchronise();
  }
}
