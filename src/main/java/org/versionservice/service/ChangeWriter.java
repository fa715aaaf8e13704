package org.versionservice.service;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.Change;

/** Makes the changes of a queue, here or on another replica. */
public interface ChangeWriter {

  /** Returns whether this writer takes changes now. */
  default boolean takesChanges() {
    return true;
  }

  /** Waits until it is the right time for a batch; changes that come until then join it. */
  default void awaitTurn() {}

  /**
   * Makes changes.
   *
   * @return completes with a receipt for each, in the order of the changes; exceptionally with
   *     {@link StorageException} if none of them was made, or nobody knows; with {@link
   *     NotMadeException} if another writer should make them
   */
  CompletionStage<List<Receipt>> write(List<Change> changes);
}
