package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.versionservice.storage.StorageHealth;

/** Who holds the writer lease and what was handed to it, for people. */
@ApplicationScoped
public class ReplicaStatus {

  private final LongAdder forwarded = new LongAdder();
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

  /** Counts changes that the holder of the lease made for this replica. */
  public void addForwarded(int changes) {
    forwarded.add(changes);
  }

  boolean isLeaseHeld() {
    return held;
  }

  long forwarded() {
    return forwarded.sum();
  }

  StorageHealth health() {
    return new StorageHealth(StorageHealth.Status.UP, Map.of("lease", lease));
  }
}
