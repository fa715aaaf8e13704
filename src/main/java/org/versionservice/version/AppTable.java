package org.versionservice.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An immutable list of entries, sorted by app-id.
 *
 * <p>A change copies the references (10,000 in some microseconds), a search is binary, and the
 * entries of a project are a sublist.
 *
 * @param all the sorted entries, not copied
 */
record AppTable(List<ApplicationVersion> all) {

  static final AppTable EMPTY = new AppTable(List.of());

  private static final Comparator<ApplicationVersion> BY_ID =
      Comparator.comparing(ApplicationVersion::id);

  private static final Comparator<Object> BY_TEXT =
      Comparator.comparing(
          it -> it instanceof ApplicationVersion entry ? entry.id().value() : (String) it);

  AppTable {
    all = Collections.unmodifiableList(all);
  }

  /** Returns a table of entries with distinct ids. */
  static AppTable of(Collection<ApplicationVersion> entries) {
    return new AppTable(entries.stream().sorted(BY_ID).toList());
  }

  Optional<ApplicationVersion> find(ApplicationId id) {
    int index = indexOf(id.value());
    return index < 0 ? Optional.empty() : Optional.of(all.get(index));
  }

  List<ApplicationVersion> of(ProjectId project) {
    int from = -1 - indexOf(project.value() + "-");
    int to = from;
    while (to < all.size() && all.get(to).id().isOf(project)) {
      to++;
    }
    return all.subList(from, to);
  }

  AppTable with(ApplicationVersion entry) {
    List<ApplicationVersion> copy = new ArrayList<>(all.size() + 1);
    copy.addAll(all);
    int index = indexOf(entry.id().value());
    if (index >= 0) {
      copy.set(index, entry);
    } else {
      copy.add(-1 - index, entry);
    }
    return new AppTable(copy);
  }

  AppTable without(ApplicationId id) {
    int index = indexOf(id.value());
    if (index < 0) {
      return this;
    }
    List<ApplicationVersion> copy = new ArrayList<>(all);
    copy.remove(index);
    return new AppTable(copy);
  }

  /** Returns this table with entries of distinct ids, which replace those of the same apps. */
  AppTable with(List<ApplicationVersion> others) {
    List<ApplicationVersion> sorted = others.stream().sorted(BY_ID).toList();
    List<ApplicationVersion> merged = new ArrayList<>(all.size() + sorted.size());
    int next = 0;
    for (ApplicationVersion entry : all) {
      while (next < sorted.size() && BY_ID.compare(sorted.get(next), entry) < 0) {
        merged.add(sorted.get(next++));
      }
      boolean replaced = next < sorted.size() && sorted.get(next).id().equals(entry.id());
      merged.add(replaced ? sorted.get(next++) : entry);
    }
    merged.addAll(sorted.subList(next, sorted.size()));
    return new AppTable(merged);
  }

  AppTable without(List<ApplicationVersion> others) {
    Set<ApplicationId> ids =
        others.stream().map(ApplicationVersion::id).collect(Collectors.toSet());
    return ids.isEmpty()
        ? this
        : new AppTable(all.stream().filter(entry -> !ids.contains(entry.id())).toList());
  }

  /** Returns an index as {@link Collections#binarySearch} does, also for a text that is no id. */
  private int indexOf(String id) {
    return Collections.binarySearch(all, id, BY_TEXT);
  }
}
