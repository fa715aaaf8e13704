package org.versionservice.operations;

import java.util.Map;

/**
 * The JMX view of the service, named {@code org.versionservice:type=VersionService}. Counts begin
 * at the start of the process; means and maxima are those of the last minutes.
 */
public interface VersionServiceMXBean {

  /** Returns {@code up}, {@code degraded} or {@code down}. */
  String getStatus();

  /** Returns the details of the health check. */
  Map<String, String> getDetails();

  /** Returns the number of apps that have a version. */
  int getApps();

  long getRequests();

  long getVersionsIssued();

  /** Returns the number of batches of changes that were written. */
  long getBatches();

  /** Returns the mean number of changes in a batch. */
  double getMeanBatchSize();

  /** Returns the mean time to force the commits of a batch to disk, in milliseconds. */
  double getMeanStoreMillis();

  /** Returns the mean time to push a batch to the remote, in milliseconds. */
  double getMeanPushMillis();

  /** Returns the time of the slowest push, in milliseconds. */
  double getMaxPushMillis();

  /** Returns the number of commits that the remote lacks. */
  int getUnpushedCommits();

  /** Returns the number of changes that wait for a batch. */
  int getWaitingChanges();

  /**
   * Returns the share of reads that were as new as the cache, from 0 to 1; NaN before the first
   * one.
   */
  double getCacheHitRate();

  /** Returns whether this replica holds the writer lease. */
  boolean isLeaseHeld();

  /** Returns the number of changes that the holder of the writer lease made for this replica. */
  long getForwardedChanges();

  /** Returns the number of changes of apps that also changed on the remote during an outage. */
  int getConflicts();
}
