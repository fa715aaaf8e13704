package org.versionservice.proof;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.versionservice.service.ChangeWriter;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;

/** Writes to Git storage, as the service does, without a container. */
public record StorageWriter(GitStorage storage) implements ChangeWriter {

  @Override
  public void awaitTurn() {
    storage.awaitTurn();
  }

  @Override
  public CompletionStage<List<Receipt>> write(List<Change> changes) {
    return CompletableFuture.completedFuture(storage.write(changes));
  }
}
