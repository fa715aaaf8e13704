package org.versionservice.storage.git.repository;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** Reads objects of the repository. */
public interface ObjectSource {

  /**
   * Returns the content of an object, which must not be changed.
   *
   * @param type one of JGit's {@code Constants.OBJ_TREE}, {@code OBJ_BLOB}
   * @throws IOException if it is missing or damaged
   */
  byte[] read(ObjectId id, int type) throws IOException;

  static ObjectSource of(ObjectReader reader) {
    return (id, type) -> reader.open(id, type).getCachedBytes(Integer.MAX_VALUE);
  }
}
