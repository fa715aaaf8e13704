package org.versionservice.version;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What was handed out of an app: in each line X.Y the highest version, and the highest that is
 * kept. A version is kept unless it was only reserved. Immutable; about 50 bytes for each line, and
 * the same again for an app with a version that is not kept.
 */
public final class HandedOut {

  /** Nothing was handed out. */
  public static final HandedOut NONE = new HandedOut(LineTable.NONE, LineTable.NONE);

  private final LineTable highest;

  /** The same object as {@code highest} if all is kept. */
  private final LineTable kept;

  private HandedOut(LineTable highest, LineTable kept) {
    this.highest = highest;
    this.kept = kept.equals(highest) ? highest : kept;
  }

  /** Returns the table of versions that are kept, in any order. */
  public static HandedOut of(Collection<SemanticVersion> kept) {
    LineTable table = LineTable.of(kept);
    return new HandedOut(table, table);
  }

  /**
   * Returns a table.
   *
   * @param highest the versions that were handed out, in any order
   * @param kept those of them that are kept
   */
  public static HandedOut of(
      Collection<SemanticVersion> highest, Collection<SemanticVersion> kept) {
    return new HandedOut(LineTable.of(highest), LineTable.of(kept));
  }

  /** Returns the highest version of each line, ascending; unmodifiable. */
  public List<SemanticVersion> versions() {
    return highest.versions();
  }

  /** Returns the highest kept version of each line that has one, ascending; unmodifiable. */
  public List<SemanticVersion> keptVersions() {
    return kept.versions();
  }

  /** Returns the highest version of all lines; empty if nothing was handed out. */
  public Optional<SemanticVersion> highest() {
    return highest.highest();
  }

  /** Returns the highest version in a line X or X.Y; empty if nothing was handed out there. */
  public Optional<SemanticVersion> highest(ReleaseLine line) {
    return highest.highest(line);
  }

  /** Returns the highest version in a line or, without one, of all lines. */
  public Optional<SemanticVersion> highest(Optional<ReleaseLine> line) {
    return highest.highest(line);
  }

  /** Returns the highest kept version in a line or, without one, of all lines. */
  public Optional<SemanticVersion> kept(Optional<ReleaseLine> line) {
    return kept.highest(line);
  }

  /** Returns this table with a version that is kept. */
  public HandedOut with(SemanticVersion version) {
    return new HandedOut(highest.with(version), kept.with(version));
  }

  /** Returns this table with a version that is only reserved. */
  HandedOut reserving(SemanticVersion version) {
    return new HandedOut(highest.with(version), kept);
  }

  /** Returns this table with all versions of another one. */
  HandedOut with(HandedOut other) {
    return new HandedOut(highest.with(other.highest), kept.with(other.kept));
  }

  /** Returns the lines of this table only, with the highest versions of both tables. */
  HandedOut raisedTo(HandedOut other) {
    LineTable raised = highest.raisedTo(other.highest);
    return new HandedOut(raised, kept.with(other.kept.within(raised)));
  }

  /** Returns whether each version of another table is at most that of its line here. */
  boolean covers(HandedOut other) {
    return highest.covers(other.highest) && kept.covers(other.kept);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandedOut table
        && highest.equals(table.highest)
        && kept.equals(table.kept);
  }

  @Override
  public int hashCode() {
    return 31 * highest.hashCode() + kept.hashCode();
  }

  @Override
  public String toString() {
    return highest + ", of which are kept " + kept;
  }
}
