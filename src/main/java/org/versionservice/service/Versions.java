package org.versionservice.service;

import java.util.concurrent.CompletionStage;
import org.versionservice.storage.Receipt;
import org.versionservice.version.Change;

/** What resources use: reads that wait for nobody, and changes that are answered when made. */
public interface Versions {

  /**
   * The newest published state.
   *
   * @throws org.versionservice.storage.StorageException if the registry is not loaded yet
   */
  Snapshot snapshot();

  /**
   * Has a change made. Returns at once; no thread waits for the answer.
   *
   * @return completes with the receipt, or exceptionally with {@link
   *     org.versionservice.storage.StorageException}
   */
  CompletionStage<Receipt> submit(Change change);
}
