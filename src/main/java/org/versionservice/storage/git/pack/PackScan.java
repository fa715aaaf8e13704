package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.Constants;

/**
 * Finds the commits in a pack, also in one that is cut off, partly overwritten, or without an
 * index.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack</a>
 */
public final class PackScan {

  private final ByteBuffer content;
  private final Optional<PackIndex> index;
  private final PackBytes bytes;

  private PackScan(ByteBuffer content, Optional<PackIndex> index) {
    this.content = content;
    this.index = index;
    this.bytes = new PackBytes(content, index);
  }

  /**
   * Opens a pack.
   *
   * @throws IOException if it cannot be read or has 2 GiB or more
   */
  public static PackScan open(Path pack) throws IOException {
    return new PackScan(PackBytes.map(pack), index(PackStore.sibling(pack, ".idx")));
  }

  private static Optional<PackIndex> index(Path file) {
    try {
      return Files.exists(file) ? Optional.of(PackIndex.open(file.toFile())) : Optional.empty();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  /** Returns whether the pack has its right checksum and a readable index. */
  public boolean isIntact() {
    int end = content.limit() - PackBytes.TRAILER;
    if (index.isEmpty() || end < PackBytes.HEADER) {
      return false;
    }
    MessageDigest digest = Constants.newMessageDigest();
    digest.update(content.duplicate().limit(end));
    return MessageDigest.isEqual(digest.digest(), PackBytes.checksum(content));
  }

  /** Returns the offsets of all readable commits, in bytes. */
  public List<Integer> commits() {
    List<Integer> found = new ArrayList<>();
    for (int offset : index.map(PackScan::offsets).orElseGet(this::walk)) {
      try {
        if (bytes.type(offset) == Constants.OBJ_COMMIT) {
          bytes.read(offset);
          found.add(offset);
        }
      } catch (IOException damaged) {
        // Others may be readable.
      }
    }
    return found;
  }

  private static List<Integer> offsets(PackIndex index) {
    List<Integer> offsets = new ArrayList<>();
    for (PackIndex.MutableEntry entry : index) {
      if (entry.getOffset() <= Integer.MAX_VALUE) {
        offsets.add((int) entry.getOffset());
      }
    }
    return offsets;
  }

  /** Returns the offsets of all objects before the first unreadable one. */
  private List<Integer> walk() {
    List<Integer> offsets = new ArrayList<>();
    int offset = PackBytes.HEADER;
    try {
      while (offset < content.limit() - PackBytes.TRAILER) {
        int end = bytes.end(offset);
        offsets.add(offset);
        offset = end;
      }
    } catch (IOException end) {
      // Without an index, only a readable object shows where the next one begins.
    }
    return offsets;
  }

  /** Returns the content of the object at an offset. */
  public byte[] read(int offset) throws IOException {
    return bytes.read(offset);
  }
}
