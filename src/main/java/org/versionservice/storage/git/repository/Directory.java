package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.versionservice.storage.git.versionsfile.TextEdit;

/**
 * A directory of a commit. Immutable.
 *
 * @param content a well-formed Git tree: for each entry its mode, a space, its name, NUL, its id
 * @see <a href="https://git-scm.com/book/en/v2/Git-Internals-Git-Objects">tree objects</a>
 */
record Directory(byte[] content) {

  static final Directory EMPTY = new Directory(new byte[0]);

  /**
   * An entry of a directory.
   *
   * @param start the offset of the entry in the content, in bytes
   * @param idOffset the offset of its id
   * @param mode its mode, which includes its type
   * @param id the object that it names
   */
  record Entry(int start, int idOffset, int mode, String name, ObjectId id) {

    boolean isDirectory() {
      return isOf(FileMode.TYPE_TREE);
    }

    boolean isFile() {
      return isOf(FileMode.TYPE_FILE);
    }

    private boolean isOf(int type) {
      return (mode & FileMode.TYPE_MASK) == type;
    }

    /** Returns what the entry is, for people. */
    String kind() {
      return switch (mode & FileMode.TYPE_MASK) {
        case FileMode.TYPE_TREE -> "a directory";
        case FileMode.TYPE_FILE -> "a file";
        case FileMode.TYPE_SYMLINK -> "a symbolic link";
        case FileMode.TYPE_GITLINK -> "a submodule";
        default -> "something unknown";
      };
    }
  }

  /** Returns the directory in a Git tree; empty if the tree is malformed. */
  static Optional<Directory> read(byte[] content) {
    return isWellFormed(content) ? Optional.of(new Directory(content)) : Optional.empty();
  }

  private static boolean isWellFormed(byte[] content) {
    int position = 0;
    while (position < content.length) {
      int name = position;
      while (name < content.length && content[name] >= '0' && content[name] <= '7') {
        name++;
      }
      boolean named = name > position && name < content.length && content[name] == ' ';
      int end = name + 1;
      while (end < content.length && content[end] != 0) {
        end++;
      }
      if (!named || end + 1 + Constants.OBJECT_ID_LENGTH > content.length) {
        return false;
      }
      position = end + 1 + Constants.OBJECT_ID_LENGTH;
    }
    return true;
  }

  boolean isEmpty() {
    return content.length == 0;
  }

  ObjectId id() {
    try (ObjectInserter names = new ObjectInserter.Formatter()) {
      return names.idFor(Constants.OBJ_TREE, content);
    }
  }

  /** Returns all entries, in their order. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    int position = 0;
    while (position < content.length) {
      int name = nameAfter(position);
      int end = endOf(name);
      entries.add(entry(position, name, end));
      position = end + 1 + Constants.OBJECT_ID_LENGTH;
    }
    return entries;
  }

  /** Returns the entry of a name. */
  Optional<Entry> find(String name) {
    byte[] wanted = name.getBytes(UTF_8);
    int position = 0;
    while (position < content.length) {
      int from = nameAfter(position);
      int end = endOf(from);
      if (Arrays.equals(content, from, end, wanted, 0, wanted.length)) {
        return Optional.of(entry(position, from, end));
      }
      position = end + 1 + Constants.OBJECT_ID_LENGTH;
    }
    return Optional.empty();
  }

  /**
   * Returns this directory with an object under a name. An entry of the same type keeps its mode.
   *
   * @param mode a file's or a directory's
   */
  Directory with(String name, FileMode mode, ObjectId id) {
    Optional<Entry> there = find(name);
    byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
    id.copyRawTo(raw, 0);
    if (there.filter(entry -> entry.isOf(mode.getBits() & FileMode.TYPE_MASK)).isPresent()) {
      return replaced(there.get().idOffset(), raw.length, raw);
    }
    byte[] header = (Integer.toOctalString(mode.getBits()) + ' ' + name + '\0').getBytes(UTF_8);
    byte[] added = Arrays.copyOf(header, header.length + raw.length);
    System.arraycopy(raw, 0, added, header.length, raw.length);
    Directory others = without(name);
    return others.replaced(others.insertionPoint(name, mode), 0, added);
  }

  /** Returns this directory without a name. */
  Directory without(String name) {
    return find(name)
        .map(entry -> replaced(entry.start(), length(entry), new byte[0]))
        .orElse(this);
  }

  private static int length(Entry entry) {
    return entry.idOffset() + Constants.OBJECT_ID_LENGTH - entry.start();
  }

  private Directory replaced(int offset, int length, byte[] by) {
    byte[] edited = Arrays.copyOf(content, content.length - length + by.length);
    int from = offset + length;
    System.arraycopy(content, from, edited, offset + by.length, content.length - from);
    System.arraycopy(by, 0, edited, offset, by.length);
    return new Directory(edited);
  }

  /** Returns the edit from this directory to a later one. */
  TextEdit editTo(Directory later) {
    byte[] other = later.content;
    int shorter = Math.min(content.length, other.length);
    int head = Arrays.mismatch(content, other);
    int from = head < 0 ? shorter : head;
    int tail = 0;
    while (tail < shorter - from
        && content[content.length - 1 - tail] == other[other.length - 1 - tail]) {
      tail++;
    }
    return new TextEdit(
        from,
        Arrays.copyOfRange(content, from, content.length - tail),
        Arrays.copyOfRange(other, from, other.length - tail));
  }

  /** Git sorts by the bytes of the names, and appends a slash to that of a directory. */
  private int insertionPoint(String name, FileMode mode) {
    byte[] key = (mode == FileMode.TREE ? name + "/" : name).getBytes(UTF_8);
    for (Entry entry : entries()) {
      String other = entry.isDirectory() ? entry.name() + "/" : entry.name();
      if (Arrays.compareUnsigned(other.getBytes(UTF_8), key) > 0) {
        return entry.start();
      }
    }
    return content.length;
  }

  private int nameAfter(int position) {
    int name = position;
    while (content[name] != ' ') {
      name++;
    }
    return name + 1;
  }

  private int endOf(int name) {
    int end = name;
    while (content[end] != 0) {
      end++;
    }
    return end;
  }

  private Entry entry(int start, int name, int end) {
    int mode = 0;
    for (int i = start; i < name - 1; i++) {
      mode = (mode << 3) + content[i] - '0';
    }
    String text = new String(content, name, end - name, UTF_8);
    return new Entry(start, end + 1, mode, text, ObjectId.fromRaw(content, end + 1));
  }
}
