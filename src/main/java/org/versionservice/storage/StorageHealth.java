package org.versionservice.storage;

import java.util.Map;

/**
 * How a store is.
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
}
