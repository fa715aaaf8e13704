package org.versionservice.version;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * An immutable list of entries, sorted by app-id, in chunks.
 *
 * <p>A table shares all chunks with its predecessor except those with other entries, so the cost of
 * a change hardly depends on the number of apps. A search is binary, and the entries of a project
 * are a sublist.
 */
final class AppTable extends AbstractList<ApplicationVersion> implements RandomAccess {

  static final int MAX_CHUNK = 512;

  static final AppTable EMPTY = new AppTable(List.of());

  private static final Comparator<ApplicationVersion> BY_ID =
      Comparator.comparing(ApplicationVersion::id);

  /** Compares entries, chunks by their first entry, and texts, which need not be ids. */
  private static final Comparator<Object> BY_TEXT = Comparator.comparing(AppTable::text);

  private final List<List<ApplicationVersion>> chunks;

  /** The number of entries up to the end of each chunk. */
  private final int[] ends;

  /**
   * @param chunks the chunks, none of them empty; not copied
   */
  private AppTable(List<List<ApplicationVersion>> chunks) {
    this.chunks = chunks;
    this.ends = new int[chunks.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += chunks.get(i).size();
      ends[i] = end;
    }
  }

  /** Returns a table of entries with distinct ids. */
  static AppTable of(Collection<ApplicationVersion> entries) {
    return EMPTY.with(List.copyOf(entries));
  }

  Optional<ApplicationVersion> find(ApplicationId id) {
    if (chunks.isEmpty()) {
      return Optional.empty();
    }
    List<ApplicationVersion> chunk = chunks.get(chunkOf(id.value()));
    int index = Collections.binarySearch(chunk, id.value(), BY_TEXT);
    return index < 0 ? Optional.empty() : Optional.of(chunk.get(index));
  }

  List<ApplicationVersion> of(ProjectId project) {
    // The character after the hyphen is the point, and no app-id is without a hyphen.
    return subList(before(project.value() + '-'), before(project.value() + '.'));
  }

  AppTable with(ApplicationVersion entry) {
    return edited(List.of(entry), true);
  }

  AppTable without(ApplicationId id) {
    return find(id).map(entry -> edited(List.of(entry), false)).orElse(this);
  }

  /** Returns this table with entries of distinct ids, which replace those of the same apps. */
  AppTable with(List<ApplicationVersion> others) {
    return edited(others, true);
  }

  AppTable without(List<ApplicationVersion> others) {
    return edited(others, false);
  }

  /**
   * Returns this table with other entries of some apps.
   *
   * @param present whether these apps are there afterwards
   */
  private AppTable edited(List<ApplicationVersion> others, boolean present) {
    List<ApplicationVersion> sorted = others.stream().sorted(BY_ID).toList();
    List<List<ApplicationVersion>> edited = new ArrayList<>(chunks.size() + 1);
    int done = 0;
    int next = 0;
    while (next < sorted.size()) {
      int chunk = chunkOf(sorted.get(next).id().value());
      edited.addAll(chunks.subList(done, chunk));
      done = Math.min(chunk + 1, chunks.size());
      int end = done < chunks.size() ? endBefore(chunks.get(done).get(0), sorted) : sorted.size();
      List<ApplicationVersion> old = done == 0 ? List.of() : chunks.get(chunk);
      split(merged(old, sorted.subList(next, end), present), edited);
      next = end;
    }
    edited.addAll(chunks.subList(done, chunks.size()));
    return new AppTable(edited);
  }

  private static int endBefore(ApplicationVersion first, List<ApplicationVersion> sorted) {
    int index = Collections.binarySearch(sorted, first, BY_ID);
    return index < 0 ? -1 - index : index;
  }

  private static List<ApplicationVersion> merged(
      List<ApplicationVersion> chunk, List<ApplicationVersion> sorted, boolean present) {
    List<ApplicationVersion> merged = new ArrayList<>(chunk.size() + sorted.size());
    int from = 0;
    for (ApplicationVersion other : sorted) {
      int index = Collections.binarySearch(chunk, other, BY_TEXT);
      int to = index < 0 ? -1 - index : index;
      merged.addAll(chunk.subList(from, to));
      if (present) {
        merged.add(other);
      }
      from = index < 0 ? to : to + 1;
    }
    merged.addAll(chunk.subList(from, chunk.size()));
    return merged;
  }

  /** Adds entries in chunks of about the same size. */
  private static void split(
      List<ApplicationVersion> entries, List<List<ApplicationVersion>> chunks) {
    int parts = (entries.size() + MAX_CHUNK - 1) / MAX_CHUNK;
    int from = 0;
    for (int part = 1; part <= parts; part++) {
      int to = (int) ((long) entries.size() * part / parts);
      chunks.add(List.copyOf(entries.subList(from, to)));
      from = to;
    }
  }

  /** Returns the number of entries whose ids are lower than a text. */
  private int before(String text) {
    if (chunks.isEmpty()) {
      return 0;
    }
    int number = chunkOf(text);
    List<ApplicationVersion> chunk = chunks.get(number);
    int index = Collections.binarySearch(chunk, text, BY_TEXT);
    return ends[number] - chunk.size() + (index < 0 ? -1 - index : index);
  }

  /** Returns the number of the chunk that an id belongs to; 0 in an empty table. */
  private int chunkOf(String id) {
    int index = Collections.binarySearch(chunks, id, BY_TEXT);
    return index < 0 ? Math.max(-2 - index, 0) : index;
  }

  private static String text(Object key) {
    if (key instanceof ApplicationVersion entry) {
      return entry.id().value();
    }
    return key instanceof List<?> chunk ? text(chunk.get(0)) : (String) key;
  }

  @Override
  public int size() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  @Override
  public ApplicationVersion get(int index) {
    Objects.checkIndex(index, size());
    int found = Arrays.binarySearch(ends, index + 1);
    int number = found < 0 ? -1 - found : found;
    List<ApplicationVersion> chunk = chunks.get(number);
    return chunk.get(chunk.size() - (ends[number] - index));
  }
}
