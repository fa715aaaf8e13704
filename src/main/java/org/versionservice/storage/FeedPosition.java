package org.versionservice.storage;

import java.util.Set;
import org.versionservice.version.ChangeId;

/**
 * A position between two commits, valid only for the history that created it.
 *
 * @param order the number of the commit order that it belongs to; a rebase makes a new order
 * @param index the number of commits before it
 * @param seen the changes after it that the reader already had before a rebase
 */
public record FeedPosition(int order, int index, Set<ChangeId> seen) {

  public FeedPosition {
    seen = Set.copyOf(seen);
  }
}
