package org.versionservice.service;

import java.util.List;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;

/** Makes the changes of a queue in the storage. */
public record StorageWriter(GitStorage storage) implements ChangeQueue.Writer {

  @Override
  public void awaitTurn() {
    storage.awaitTurn();
  }

  @Override
  public List<Receipt> write(List<Change> changes) {
    return storage.write(changes);
  }
}
