package org.versionservice.version;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What was issued for the source commits of one app, never changed once made: the newest {@value
 * #MOST} steps that named one.
 */
final class SourceTable {

  /** How many steps are remembered. */
  static final int MOST = 1_000;

  static final SourceTable EMPTY = new SourceTable(new PackedTransition[0]);

  private final PackedTransition[] oldestFirst;

  private SourceTable(PackedTransition[] oldestFirst) {
    this.oldestFirst = oldestFirst;
  }

  /** A table of steps, the oldest first, at most {@link #MOST}. */
  static SourceTable of(List<PackedTransition> oldestFirst) {
    return new SourceTable(oldestFirst.toArray(PackedTransition[]::new));
  }

  /** The newest step for a source commit. */
  Optional<CommittedTransition> find(SourceSha sha) {
    for (int i = oldestFirst.length - 1; i >= 0; i--) {
      if (oldestFirst[i].isFor(sha)) {
        return Optional.of(oldestFirst[i].unpack());
      }
    }
    return Optional.empty();
  }

  SourceTable with(PackedTransition step) {
    int from = oldestFirst.length < MOST ? 0 : 1;
    PackedTransition[] longer = Arrays.copyOfRange(oldestFirst, from, oldestFirst.length + 1);
    longer[longer.length - 1] = step;
    return new SourceTable(longer);
  }
}
