package org.versionservice.storage.git;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/** The members of {@code versions} or {@code deleted} as text; never changed once made. */
final class EntrySection {

  private static final byte[] TAIL = {'\n', ' ', ' ', '}'};

  static final EntrySection EMPTY = new EntrySection(new EntryText[0], TAIL);

  private final EntryText[] entries;
  private final byte[] tail;

  /**
   * @param entries sorted by id
   * @param tail what stands behind the last one, with the closing brace
   */
  private EntrySection(EntryText[] entries, byte[] tail) {
    this.entries = entries;
    this.tail = tail;
  }

  static EntrySection of(List<EntryText> entries, byte[] tail) {
    return new EntrySection(entries.toArray(EntryText[]::new), tail);
  }

  boolean isEmpty() {
    return entries.length == 0;
  }

  Optional<EntryText> find(ApplicationId id) {
    int index = indexOf(id);
    return index < 0 ? Optional.empty() : Optional.of(entries[index]);
  }

  /** This section with the entry in its place, where {@code earlier} is what is known of it. */
  EntrySection with(ApplicationVersion entry, Optional<EntryText> earlier) {
    int index = indexOf(entry.id());
    if (index >= 0) {
      EntryText[] copy = entries.clone();
      copy[index] = EntryText.of(entry, earlier, index == 0);
      return new EntrySection(copy, tail);
    }
    int position = -1 - index;
    List<EntryText> longer = new ArrayList<>(Arrays.asList(entries));
    longer.add(position, EntryText.of(entry, earlier, position == 0));
    return renumbered(longer);
  }

  EntrySection without(ApplicationId id) {
    int index = indexOf(id);
    if (index < 0) {
      return this;
    }
    List<EntryText> shorter = new ArrayList<>(Arrays.asList(entries));
    shorter.remove(index);
    return renumbered(shorter);
  }

  void addPiecesTo(List<byte[]> pieces) {
    for (EntryText entry : entries) {
      pieces.add(entry.text());
    }
    pieces.add(tail);
  }

  private EntrySection renumbered(List<EntryText> changed) {
    for (int i = 0; i < Math.min(2, changed.size()); i++) {
      changed.set(i, changed.get(i).asFirst(i == 0));
    }
    return of(changed, isEmpty() ? TAIL : tail);
  }

  /** As {@link Arrays#binarySearch}. */
  private int indexOf(ApplicationId id) {
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = entries[middle].id().compareTo(id);
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }
}
