package org.versionservice.storage.git.versionsfile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/** The members of {@code versions} or {@code deleted} as text. Immutable. */
public final class EntryMap {

  private static final byte[] TAIL = {'\n', ' ', ' ', '}'};

  static final EntryMap EMPTY = of(List.of(), TAIL);

  /** Compares entries and ids with each other. */
  private static final Comparator<Object> BY_ID =
      Comparator.comparing(it -> it instanceof EntryText entry ? entry.id() : (ApplicationId) it);

  private final EntryText[] entries;

  /** The offset of each entry and of the tail, in bytes. */
  private final int[] starts;

  private final byte[] tail;

  private EntryMap(EntryText[] entries, int[] starts, byte[] tail) {
    this.entries = entries;
    this.starts = starts;
    this.tail = tail;
  }

  /**
   * Returns a map of entries.
   *
   * @param entries sorted by id
   * @param tail the text after the last entry, with the closing brace
   */
  public static EntryMap of(List<EntryText> entries, byte[] tail) {
    int[] starts = new int[entries.size() + 1];
    for (int i = 0; i < entries.size(); i++) {
      starts[i + 1] = starts[i] + entries.get(i).text().length;
    }
    return new EntryMap(entries.toArray(EntryText[]::new), starts, tail);
  }

  /**
   * Returns a map of entries; one that an earlier text has exactly keeps that text.
   *
   * @param entries sorted by id
   * @param earlier returns the earlier text of an app
   */
  static EntryMap of(
      List<ApplicationVersion> entries, Function<ApplicationId, Optional<EntryText>> earlier) {
    List<EntryText> texts = new ArrayList<>(entries.size());
    for (ApplicationVersion entry : entries) {
      Optional<EntryText> text = earlier.apply(entry.id());
      boolean first = texts.isEmpty();
      texts.add(
          text.filter(there -> there.matches(entry))
              .map(there -> there.asFirst(first))
              .orElseGet(() -> EntryText.of(entry, text, first)));
    }
    return of(texts, TAIL);
  }

  boolean isEmpty() {
    return entries.length == 0;
  }

  Optional<EntryText> find(ApplicationId id) {
    int index = indexOf(id);
    return index < 0 ? Optional.empty() : Optional.of(entries[index]);
  }

  /**
   * Returns this map with an entry added or replaced.
   *
   * @param earlier a text of the entry, from this map or another one
   */
  EntryMap with(ApplicationVersion entry, Optional<EntryText> earlier) {
    int index = indexOf(entry.id());
    if (index >= 0) {
      return replaced(index, EntryText.of(entry, earlier, index == 0));
    }
    int position = -1 - index;
    List<EntryText> longer = new ArrayList<>(Arrays.asList(entries));
    longer.add(position, EntryText.of(entry, earlier, position == 0));
    return renumbered(longer);
  }

  EntryMap without(ApplicationId id) {
    int index = indexOf(id);
    if (index < 0) {
      return this;
    }
    List<EntryText> shorter = new ArrayList<>(Arrays.asList(entries));
    shorter.remove(index);
    return renumbered(shorter);
  }

  /**
   * Returns whether the text has the expected entry of an app, and the commas around it are right.
   *
   * @param expected empty if the map should not have the app
   */
  public boolean matches(ApplicationId id, Optional<ApplicationVersion> expected) {
    int index = indexOf(id);
    int position = index < 0 ? -1 - index : index;
    for (int i = Math.max(0, position - 1); i < Math.min(entries.length, position + 2); i++) {
      if (entries[i].isFirst() != (i == 0)) {
        return false;
      }
    }
    return expected.isPresent() ? index >= 0 && entries[index].matches(expected.get()) : index < 0;
  }

  int length() {
    return starts[entries.length] + tail.length;
  }

  void addTo(ByteArrayOutputStream out) {
    for (EntryText entry : entries) {
      out.writeBytes(entry.text());
    }
    out.writeBytes(tail);
  }

  /**
   * Adds the edits from this text to a later one.
   *
   * @param offset the offset of this text in the file, in bytes
   */
  void addEditsTo(List<TextEdit> edits, int offset, EntryMap later) {
    int from = commonStart(later);
    int end = entries.length;
    int laterEnd = later.entries.length;
    while (Math.min(end, laterEnd) > from
        && isSame(entries[end - 1], later.entries[laterEnd - 1])) {
      end--;
      laterEnd--;
    }
    if (end != laterEnd) {
      edits.add(new TextEdit(offset + starts[from], text(from, end), later.text(from, laterEnd)));
    } else {
      for (int i = from; i < end; i++) {
        if (!isSame(entries[i], later.entries[i])) {
          edits.add(new TextEdit(offset + starts[i], entries[i].text(), later.entries[i].text()));
        }
      }
    }
    edits.add(new TextEdit(offset + starts[entries.length], tail, later.tail));
  }

  /** Compares references: unchanged entries are the same object, and comparing texts is slow. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(EntryText entry, EntryText other) {
    return entry == other;
  }

  private int commonStart(EntryMap later) {
    int from = 0;
    while (from < Math.min(entries.length, later.entries.length)
        && isSame(entries[from], later.entries[from])) {
      from++;
    }
    return from;
  }

  private byte[] text(int from, int end) {
    byte[] text = new byte[starts[end] - starts[from]];
    for (int i = from; i < end; i++) {
      System.arraycopy(
          entries[i].text(), 0, text, starts[i] - starts[from], entries[i].text().length);
    }
    return text;
  }

  private EntryMap replaced(int index, EntryText entry) {
    EntryText[] copy = entries.clone();
    copy[index] = entry;
    int growth = entry.text().length - entries[index].text().length;
    int[] moved = starts;
    if (growth != 0) {
      moved = starts.clone();
      for (int i = index + 1; i < moved.length; i++) {
        moved[i] += growth;
      }
    }
    return new EntryMap(copy, moved, tail);
  }

  private EntryMap renumbered(List<EntryText> changed) {
    for (int i = 0; i < Math.min(2, changed.size()); i++) {
      changed.set(i, changed.get(i).asFirst(i == 0));
    }
    return of(changed, isEmpty() ? TAIL : tail);
  }

  private int indexOf(ApplicationId id) {
    return Arrays.binarySearch(entries, id, BY_ID);
  }
}
