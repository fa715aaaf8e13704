package org.versionservice.service;

import java.util.List;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;
import org.versionservice.version.Change;

/** Makes the changes of a queue, one batch at a time. */
public interface ChangeWriter {

  /** Waits until it is the right time for a batch; changes that come until then join it. */
  default void awaitTurn() {}

  /**
   * Makes changes.
   *
   * @return a receipt for each, in the order of the changes
   * @throws StorageException if none of them was made, or nobody knows
   */
  List<Receipt> write(List<Change> changes);
}
