package org.versionservice.storage;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The health of a store.
 *
 * @param details names and values for people, in display order; no secrets
 */
public record StorageHealth(Status status, Map<String, String> details) {

  /** What a store can do. */
  public enum Status {
    /** Everything. */
    UP,
    /** Everything, but a server that it uses is unreachable. */
    DEGRADED,
    /** Reads at most. */
    DOWN
  }

  /** Returns this health with the details of another part, which makes it degraded at worst. */
  public StorageHealth degradedBy(StorageHealth part) {
    Map<String, String> all = new LinkedHashMap<>(details);
    all.putAll(part.details);
    boolean worse = status == Status.UP && part.status != Status.UP;
    return new StorageHealth(worse ? Status.DEGRADED : status, all);
  }
}
