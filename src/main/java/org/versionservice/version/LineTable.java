package org.versionservice.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The highest of some versions of an app in each line X.Y; immutable. It has about 50 bytes for
 * each line.
 */
final class LineTable {

  /** No version. */
  static final LineTable NONE = new LineTable(List.of());

  /** Ascending, one of each line. */
  private final List<SemanticVersion> highest;

  private LineTable(List<SemanticVersion> highest) {
    this.highest = List.copyOf(highest);
  }

  /** Returns the table of any versions, in any order. */
  static LineTable of(Collection<SemanticVersion> versions) {
    Map<ReleaseLine, SemanticVersion> lines = new TreeMap<>();
    versions.forEach(
        version -> lines.merge(ReleaseLine.of(version), version, SemanticVersion::max));
    return new LineTable(List.copyOf(lines.values()));
  }

  /** Returns the highest version of each line, ascending; unmodifiable. */
  List<SemanticVersion> versions() {
    return highest;
  }

  /** Returns the highest version of all lines; empty if there is none. */
  Optional<SemanticVersion> highest() {
    return highest.isEmpty() ? Optional.empty() : Optional.of(highest.get(highest.size() - 1));
  }

  /** Returns the highest version in a line X or X.Y; empty if there is none. */
  Optional<SemanticVersion> highest(ReleaseLine line) {
    int end = end(line);
    return end > 0 && line.contains(highest.get(end - 1))
        ? Optional.of(highest.get(end - 1))
        : Optional.empty();
  }

  /** Returns the highest version in a line or, without one, of all lines. */
  Optional<SemanticVersion> highest(Optional<ReleaseLine> line) {
    return line.map(this::highest).orElseGet(this::highest);
  }

  /** Returns this table with one more version. */
  LineTable with(SemanticVersion version) {
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
    return new LineTable(longer);
  }

  /** Returns this table with all versions of another one. */
  LineTable with(LineTable other) {
    if (highest.isEmpty()) {
      return other;
    }
    LineTable both = this;
    for (SemanticVersion version : other.highest) {
      both = both.with(version);
    }
    return both;
  }

  /** Returns the lines of this table only, with the highest versions of both tables. */
  LineTable raisedTo(LineTable other) {
    LineTable raised = this;
    for (SemanticVersion version : highest) {
      Optional<SemanticVersion> there = other.highest(ReleaseLine.of(version));
      if (there.isPresent()) {
        raised = raised.with(there.get());
      }
    }
    return raised;
  }

  /** Returns this table without the lines that another one lacks. */
  LineTable within(LineTable other) {
    return new LineTable(
        highest.stream()
            .filter(version -> other.highest(ReleaseLine.of(version)).isPresent())
            .toList());
  }

  /** Returns whether each version of another table is at most the highest of its line here. */
  boolean covers(LineTable other) {
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
    return other instanceof LineTable table && highest.equals(table.highest);
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
