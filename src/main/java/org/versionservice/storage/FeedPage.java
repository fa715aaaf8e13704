package org.versionservice.storage;

import java.util.List;

/**
 * Steps in the order of their commits.
 *
 * @param entries the steps, oldest first; none where a reader has all, or for commits of others
 * @param next where to go on; where the reader was, if it has all
 */
public record FeedPage(List<HistoryEntry> entries, FeedPosition next) {

  public FeedPage {
    entries = List.copyOf(entries);
  }
}
