package org.versionservice.storage;

import java.util.List;
import java.util.Optional;
import org.versionservice.version.CommitId;

/**
 * A part of the history of one app.
 *
 * @param entries the steps, newest first
 * @param newest the newest commit of the app, in this part or not; empty if there is none
 * @param next the commit before which the next part begins; empty if this is the last one
 */
public record HistoryPage(
    List<HistoryEntry> entries, Optional<CommitId> newest, Optional<CommitId> next) {

  public HistoryPage {
    entries = List.copyOf(entries);
  }
}
