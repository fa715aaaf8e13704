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
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;

/**
 * Writes to Git storage. The container's write lock lets one thread in at a time; what does not
 * write goes around this bean, because even a read lock would wait for a batch.
 */
@Singleton
@LocalBean
@Typed(VersionWriter.class)
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Lock(LockType.WRITE)
@AccessTimeout(value = 60, unit = TimeUnit.SECONDS)
public class VersionWriter implements ChangeWriter {

  @Inject private GitStorage storage;
  @Inject private Event<BatchWritten> written;

  private final Clock steady = new SteadyClock();

  @Override
  public void awaitTurn() {
    storage.awaitTurn();
  }

  @Override
  public CompletionStage<List<Receipt>> write(List<Change> changes) {
    Instant start = steady.instant();
    List<Receipt> receipts = storage.write(changes);
    announce(new BatchWritten(receipts, Duration.between(start, steady.instant())));
    return CompletableFuture.completedFuture(receipts);
  }

  /** The batch is written, so a defect of an observer must not fail it. */
  private void announce(BatchWritten batch) {
    try {
      written.fire(batch);
    } catch (RuntimeException | Error broken) {
      BackgroundTask.log("an observer of batches", broken);
    }
  }

  /** Takes over what others pushed, and pushes what is not pushed yet. */
  public void synchronise() {
    storage.synchronise();
  }
}
