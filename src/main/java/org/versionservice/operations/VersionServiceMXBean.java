package org.versionservice.operations;

import java.util.Map;

/**
 * The service as JMX shows it, named {@code org.versionservice:type=VersionService}. All counts are
 * since the start.
 */
public interface VersionServiceMXBean {

  /** {@code up}, {@code degraded} or {@code down}. */
  String getStatus();

  /** What the health check tells of the storage. */
  Map<String, String> getDetails();

  /** How many apps have a version. */
  int getApps();

  /** How many requests were answered. */
  long getRequests();

  /** How many versions were issued or set. */
  long getVersionsIssued();

  /** How many batches of changes were written. */
  long getBatches();

  /** Changes that share a batch, on average of the last minutes. */
  double getMeanBatchSize();

  /** Milliseconds to force a batch's commits to disk, on average of the last minutes. */
  double getMeanStoreMillis();

  /** Milliseconds to bring a batch to the remote, on average of the last minutes. */
  double getMeanPushMillis();

  /** Milliseconds of the slowest push of the last minutes. */
  double getMaxPushMillis();

  /** How many commits the remote lacks. */
  int getUnpushedCommits();

  /** How many changes wait for a batch. */
  int getWaitingChanges();

  /** The share of reads that were as new as the cache, 0 to 1; NaN if none was asked for. */
  double getCacheHitRate();

  /** How many versions were found to be given out on two sides. */
  int getConflicts();
}
