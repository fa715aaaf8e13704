package org.versionservice.storage.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A pack on disk, read object by object without inflating any: the objects can be appended to
 * another pack as they are.
 *
 * @see <a href="https://git-scm.com/docs/gitformat-pack">gitformat-pack</a>
 */
final class StoredPack {

  private static final int TRAILER = 20;

  private record Place(ObjectId id, long offset) {}

  private final Path file;
  private final byte[] content;
  private final PackIndex index;
  private final Map<Long, ObjectId> ids = new HashMap<>();
  private int position;

  private StoredPack(Path file) throws IOException {
    this.file = file;
    this.content = Files.readAllBytes(file);
    this.index = PackIndex.open(sibling(file, ".idx").toFile());
  }

  /** The file beside a pack that has another extension. */
  static Path sibling(Path pack, String extension) {
    return pack.resolveSibling(pack.getFileName().toString().replaceFirst("\\.pack$", extension));
  }

  /**
   * All objects of a pack, each behind the one that it is a delta to.
   *
   * @throws CorruptObjectException if an object is not the one that was written
   */
  static List<PackedObject> objects(Path file) throws IOException {
    return new StoredPack(file).objects();
  }

  private List<PackedObject> objects() throws IOException {
    List<Place> places = new ArrayList<>();
    for (PackIndex.MutableEntry entry : index) {
      places.add(new Place(entry.toObjectId(), entry.getOffset()));
      ids.put(entry.getOffset(), entry.toObjectId());
    }
    places.sort(Comparator.comparingLong(Place::offset));
    List<PackedObject> objects = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      long end = i + 1 < places.size() ? places.get(i + 1).offset() : content.length - TRAILER;
      objects.add(object(places.get(i), Math.toIntExact(end)));
    }
    return objects;
  }

  private PackedObject object(Place place, int end) throws IOException {
    int start = Math.toIntExact(place.offset());
    check(place.id(), start, end);
    position = start;
    int octet = next();
    int type = (octet >> 4) & 7;
    long size = octet & 0x0f;
    for (int shift = 4; (octet & 0x80) != 0; shift += 7) {
      octet = next();
      size |= (long) (octet & 0x7f) << shift;
    }
    Optional<ObjectId> base = base(type, start);
    byte[] deflated = Arrays.copyOfRange(content, position, end);
    // A delta's own type does not matter: it is written as a delta again.
    return new PackedObject(place.id(), type, base, Math.toIntExact(size), deflated);
  }

  private Optional<ObjectId> base(int type, int start) throws IOException {
    if (type == Constants.OBJ_REF_DELTA) {
      ObjectId base = ObjectId.fromRaw(content, position);
      position += Constants.OBJECT_ID_LENGTH;
      return Optional.of(base);
    }
    if (type != Constants.OBJ_OFS_DELTA) {
      return Optional.empty();
    }
    int octet = next();
    long distance = octet & 0x7f;
    while ((octet & 0x80) != 0) {
      octet = next();
      distance = ((distance + 1) << 7) | (octet & 0x7f);
    }
    ObjectId base = ids.get(start - distance);
    if (base == null) {
      throw new CorruptObjectException("a delta in " + file + " has no base");
    }
    return Optional.of(base);
  }

  private void check(ObjectId id, int start, int end) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content, start, end - start);
    try {
      if (crc.getValue() != (index.findCRC32(id) & 0xffffffffL)) {
        throw new CorruptObjectException("object " + id.name() + " in " + file + " is damaged");
      }
    } catch (MissingObjectException impossible) {
      throw new CorruptObjectException("index of " + file + " is damaged", impossible);
    }
  }

  private int next() {
    return content[position++] & 0xff;
  }
}
