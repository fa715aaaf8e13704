package org.versionservice.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The highest version of an app that was handed out in each line X.Y; immutable. It has about 50
 * bytes for each line.
 */
public final class HandedOut {

  /** Nothing was handed out. */
  public static final HandedOut NONE = new HandedOut(List.of());

  /** Ascending, one of each line. */
  private final List<SemanticVersion> highest;

  private HandedOut(List<SemanticVersion> highest) {
    this.highest = List.copyOf(highest);
  }

  /** Returns the table of any versions, in any order. */
  public static HandedOut of(Collection<SemanticVersion> versions) {
    Map<ReleaseLine, SemanticVersion> lines = new TreeMap<>();
    versions.forEach(
        version -> lines.merge(ReleaseLine.of(version), version, SemanticVersion::max));
    return new HandedOut(List.copyOf(lines.values()));
  }

  /** Returns the highest version of each line, ascending; unmodifiable. */
  public List<SemanticVersion> versions() {
    return highest;
  }

  /** Returns the highest version of all lines; empty if nothing was handed out. */
  public Optional<SemanticVersion> highest() {
    return highest.isEmpty() ? Optional.empty() : Optional.of(highest.get(highest.size() - 1));
  }

  /** Returns the highest version in a line X or X.Y; empty if nothing was handed out there. */
  public Optional<SemanticVersion> highest(ReleaseLine line) {
    int end = end(line);
    return end > 0 && line.contains(highest.get(end - 1))
        ? Optional.of(highest.get(end - 1))
        : Optional.empty();
  }

  /** Returns the highest version in a line or, without one, of all lines. */
  public Optional<SemanticVersion> highest(Optional<ReleaseLine> line) {
    return line.map(this::highest).orElseGet(this::highest);
  }

  /** Returns this table with a version handed out. */
  public HandedOut with(SemanticVersion version) {
    ReleaseLine line = ReleaseLine.of(version);
    Optional<SemanticVersion> before = highest(line);
    if (before.filter(known -> known.compareTo(version) >= 0).isPresent()) {
      return this;
    }
    List<SemanticVersion> longer = new ArrayList<>(highest);
    int end = end(line);
    if (before.isPresent()) {
      longer.set(end - 1, version);
    } else {
      longer.add(end, version);
    }
    return new HandedOut(longer);
  }

  /** Returns this table with all versions of another one handed out. */
  HandedOut with(HandedOut other) {
    if (highest.isEmpty()) {
      return other;
    }
    HandedOut both = this;
    for (SemanticVersion version : other.highest) {
      both = both.with(version);
    }
    return both;
  }

  /** Returns the lines of this table only, with the highest versions of both tables. */
  HandedOut raisedTo(HandedOut other) {
    HandedOut raised = this;
    for (SemanticVersion version : highest) {
      Optional<SemanticVersion> there = other.highest(ReleaseLine.of(version));
      if (there.isPresent()) {
        raised = raised.with(there.get());
      }
    }
    return raised;
  }

  /** Returns whether each version of another table is at most the highest of its line here. */
  boolean covers(HandedOut other) {
    return other.highest.stream()
        .allMatch(
            version ->
                highest(ReleaseLine.of(version))
                    .filter(known -> known.compareTo(version) >= 0)
                    .isPresent());
  }

  /** Returns the number of versions in or below a line. */
  private int end(ReleaseLine line) {
    int from = 0;
    int to = highest.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (line.compareTo(highest.get(middle)) >= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandedOut table && highest.equals(table.highest);
  }

  @Override
  public int hashCode() {
    return highest.hashCode();
  }

  @Override
  public String toString() {
    return highest.toString();
  }
}
