package org.versionservice.version;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The newest {@value #MAX_STEPS} steps of one app that name a source commit; immutable. */
final class SourceTable {

  static final int MAX_STEPS = 1_000;

  static final SourceTable EMPTY = new SourceTable(new PackedTransition[0]);

  private final PackedTransition[] oldestFirst;

  private SourceTable(PackedTransition[] oldestFirst) {
    this.oldestFirst = oldestFirst;
  }

  /** Returns a table of at most {@link #MAX_STEPS} steps, oldest first. */
  static SourceTable of(List<PackedTransition> oldestFirst) {
    return new SourceTable(oldestFirst.toArray(PackedTransition[]::new));
  }

  /** Returns all steps, oldest first. */
  List<PackedTransition> steps() {
    return Collections.unmodifiableList(Arrays.asList(oldestFirst));
  }

  /** Returns this table with newer steps. */
  SourceTable followedBy(SourceTable newer) {
    List<PackedTransition> both = new ArrayList<>(steps());
    both.addAll(newer.steps());
    return of(both.subList(Math.max(0, both.size() - MAX_STEPS), both.size()));
  }

  Optional<CommittedTransition> find(SourceSha sha) {
    for (int i = oldestFirst.length - 1; i >= 0; i--) {
      if (oldestFirst[i].isFor(sha)) {
        return Optional.of(oldestFirst[i].unpack());
      }
    }
    return Optional.empty();
  }

  SourceTable with(PackedTransition step) {
    int from = oldestFirst.length < MAX_STEPS ? 0 : 1;
    PackedTransition[] longer = Arrays.copyOfRange(oldestFirst, from, oldestFirst.length + 1);
    longer[longer.length - 1] = step;
    return new SourceTable(longer);
  }
}
