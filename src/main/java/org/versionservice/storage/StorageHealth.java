package org.versionservice.storage;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The health of a store.
 *
 * @param status what it can do
 * @param details names and values for people, sorted as given; no secrets
 */
public record StorageHealth(Status status, Map<String, String> details) {

  /** What a store can do. */
  public enum Status {
    /** Everything. */
    UP,
    /** Everything, but something behind it is out of reach. */
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
