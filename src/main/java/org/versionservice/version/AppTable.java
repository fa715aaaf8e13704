package org.versionservice.version;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Entries sorted by app-id, never changed once made.
 *
 * <p>One sorted array: a change copies its references (10,000 of them in some microseconds),
 * finding halves it, and a list of all or of a project is a part of it.
 */
final class AppTable {

  static final AppTable EMPTY = new AppTable(new ApplicationVersion[0]);

  private static final Comparator<ApplicationVersion> BY_ID =
      Comparator.comparing(ApplicationVersion::id);

  /** Orders entries and ids in one. */
  private static final Comparator<Object> BY_TEXT =
      Comparator.comparing(
          it -> it instanceof ApplicationVersion entry ? entry.id().value() : (String) it);

  private final ApplicationVersion[] entries;

  private AppTable(ApplicationVersion[] entries) {
    this.entries = entries;
  }

  /** A table of the entries, whose ids differ. */
  static AppTable of(Collection<ApplicationVersion> entries) {
    ApplicationVersion[] sorted = entries.toArray(ApplicationVersion[]::new);
    Arrays.sort(sorted, BY_ID);
    return new AppTable(sorted);
  }

  Optional<ApplicationVersion> find(ApplicationId id) {
    int index = indexOf(id.value());
    return index < 0 ? Optional.empty() : Optional.of(entries[index]);
  }

  List<ApplicationVersion> all() {
    return Collections.unmodifiableList(Arrays.asList(entries));
  }

  List<ApplicationVersion> of(ProjectId project) {
    int from = -1 - indexOf(project.value() + "-");
    int to = from;
    while (to < entries.length && entries[to].id().isOf(project)) {
      to++;
    }
    return all().subList(from, to);
  }

  AppTable with(ApplicationVersion entry) {
    int index = indexOf(entry.id().value());
    if (index >= 0) {
      ApplicationVersion[] copy = entries.clone();
      copy[index] = entry;
      return new AppTable(copy);
    }
    int position = -1 - index;
    ApplicationVersion[] copy = new ApplicationVersion[entries.length + 1];
    System.arraycopy(entries, 0, copy, 0, position);
    copy[position] = entry;
    System.arraycopy(entries, position, copy, position + 1, entries.length - position);
    return new AppTable(copy);
  }

  AppTable without(ApplicationId id) {
    int index = indexOf(id.value());
    if (index < 0) {
      return this;
    }
    ApplicationVersion[] copy = Arrays.copyOf(entries, entries.length - 1);
    System.arraycopy(entries, index + 1, copy, index, copy.length - index);
    return new AppTable(copy);
  }

  /** This table and entries, whose ids differ; they take the place of those of the same app. */
  AppTable with(List<ApplicationVersion> others) {
    ApplicationVersion[] sorted = others.toArray(ApplicationVersion[]::new);
    Arrays.sort(sorted, BY_ID);
    List<ApplicationVersion> merged = new ArrayList<>(entries.length + sorted.length);
    int next = 0;
    for (ApplicationVersion entry : entries) {
      while (next < sorted.length && BY_ID.compare(sorted[next], entry) < 0) {
        merged.add(sorted[next++]);
      }
      boolean replaced = next < sorted.length && sorted[next].id().equals(entry.id());
      merged.add(replaced ? sorted[next++] : entry);
    }
    merged.addAll(Arrays.asList(sorted).subList(next, sorted.length));
    return new AppTable(merged.toArray(ApplicationVersion[]::new));
  }

  /** This table without the apps of those entries. */
  AppTable without(List<ApplicationVersion> others) {
    Set<ApplicationId> ids =
        others.stream().map(ApplicationVersion::id).collect(Collectors.toSet());
    return ids.isEmpty()
        ? this
        : new AppTable(
            Arrays.stream(entries)
                .filter(entry -> !ids.contains(entry.id()))
                .toArray(ApplicationVersion[]::new));
  }

  /** As {@link Arrays#binarySearch}; a text that is no id, as {@code project-}, is never found. */
  private int indexOf(String id) {
    return Arrays.binarySearch(entries, id, BY_TEXT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AppTable table && Arrays.equals(entries, table.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }

  @Override
  public String toString() {
    return Arrays.toString(entries);
  }
}
