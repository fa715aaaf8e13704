package org.versionservice.storage;

import java.util.Set;
import org.versionservice.version.ChangeId;

/**
 * A place between two commits, from where a reader goes on. Only the history that made it can read
 * it.
 *
 * @param order which order of the commits it is a place in; a rebase makes a new one
 * @param index how many commits stand before it
 * @param seen the changes behind it that the reader knows, from before a rebase
 */
public record FeedPosition(int order, int index, Set<ChangeId> seen) {

  public FeedPosition {
    seen = Set.copyOf(seen);
  }
}
