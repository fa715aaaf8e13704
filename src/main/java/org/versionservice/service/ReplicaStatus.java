package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.versionservice.storage.StorageHealth;

/** Who holds the writer lease, for people. */
@ApplicationScoped
public class ReplicaStatus {

  private volatile boolean held;
  private volatile String lease = "none";

  /**
   * Records who holds the lease.
   *
   * @param here whether this replica holds it
   */
  public void setLease(boolean here, String description) {
    held = here;
    lease = description;
  }

  boolean isLeaseHeld() {
    return held;
  }

  StorageHealth health() {
    return new StorageHealth(StorageHealth.Status.UP, Map.of("lease", lease));
  }
}
