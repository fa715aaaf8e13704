package org.versionservice.storage;

import java.util.List;

/**
 * A page of the event feed: steps in the order of their commits.
 *
 * @param entries the steps, oldest first; empty at the end, or for commits of others
 * @param next the position to continue from; unchanged at the end
 */
public record FeedPage(List<HistoryEntry> entries, FeedPosition next) {

  public FeedPage {
    entries = List.copyOf(entries);
  }
}
