package org.versionservice.storage.git.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.Constants;

/**
 * Finds the commits in a pack, also in one that is cut off, overwritten in places, or without its
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

  public static PackScan open(Path pack) throws IOException {
    try (FileChannel channel = FileChannel.open(pack)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException("the pack " + pack + " is too large to be looked through");
      }
      ByteBuffer content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new PackScan(content, index(PackStore.sibling(pack, ".idx")));
    }
  }

  private static Optional<PackIndex> index(Path file) {
    try {
      return Files.exists(file) ? Optional.of(PackIndex.open(file.toFile())) : Optional.empty();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  /** Returns whether the pack is as it was written, and so is its index. */
  public boolean isIntact() {
    int end = content.limit() - PackBytes.TRAILER;
    if (index.isEmpty() || end < PackBytes.HEADER) {
      return false;
    }
    MessageDigest digest = Constants.newMessageDigest();
    digest.update(content.duplicate().limit(end));
    return MessageDigest.isEqual(digest.digest(), PackBytes.checksum(content));
  }

  /** Where the commits are that can be read. */
  public List<Integer> commits() {
    List<Integer> found = new ArrayList<>();
    for (int place : index.map(PackScan::places).orElseGet(this::walk)) {
      try {
        if (bytes.type(place) == Constants.OBJ_COMMIT) {
          bytes.read(place);
          found.add(place);
        }
      } catch (CorruptObjectException damaged) {
        // Others may be readable.
      }
    }
    return found;
  }

  private static List<Integer> places(PackIndex index) {
    List<Integer> places = new ArrayList<>();
    for (PackIndex.MutableEntry entry : index) {
      if (entry.getOffset() <= Integer.MAX_VALUE) {
        places.add((int) entry.getOffset());
      }
    }
    return places;
  }

  /** All objects up to the first that cannot be read. */
  private List<Integer> walk() {
    List<Integer> places = new ArrayList<>();
    int place = PackBytes.HEADER;
    try {
      while (place < content.limit() - PackBytes.TRAILER) {
        int end = bytes.end(place);
        places.add(place);
        place = end;
      }
    } catch (CorruptObjectException end) {
      // Nobody knows where the next one begins.
    }
    return places;
  }

  /** The object at a place. */
  public byte[] read(int place) throws CorruptObjectException {
    return bytes.read(place);
  }
}
