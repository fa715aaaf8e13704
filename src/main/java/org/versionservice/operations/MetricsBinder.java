package org.versionservice.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Histogram;
import org.versionservice.service.BatchForwarded;
import org.versionservice.service.BatchWritten;
import org.versionservice.service.SharedCache;
import org.versionservice.service.VersionService;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.WriteTimes;
import org.versionservice.version.Outcome;

/** Binds the metrics to the service: gauges read it, counters and histograms observe it. */
@ApplicationScoped
public class MetricsBinder {

  @Inject private Meters meters;
  @Inject private VersionService versions;
  @Inject private SharedCache cache;

  /** Registers the gauges, the counter of forwarded changes, and a listener for reads. */
  void register(@Observes @Initialized(ApplicationScoped.class) Object context) {
    meters.gauge("versionservice_apps", "Apps that have a version", versions::apps);
    meters.gauge(
        "versionservice_waiting_changes", "Changes that wait for a batch", versions::waiting);
    meters.gauge(
        "versionservice_unpushed_commits", "Commits that the remote lacks", versions::unpushed);
    meters.gauge(
        "versionservice_conflicts",
        "Changes of apps that also changed on the remote during an outage",
        () -> versions.conflicts().size());
    meters.gauge(
        "versionservice_cache_up",
        "1 while reads are as new as the cache",
        () -> versions.isCacheUp() ? 1 : 0);
    meters.gauge(
        "versionservice_newer_apps",
        "Apps that another replica changed and this one has not fetched",
        versions::newerInCache);
    meters.gauge(
        "versionservice_lease_held",
        "1 while this replica holds the writer lease",
        () -> versions.isLeaseHeld() ? 1 : 0);
    meters.forwarded();
    cache.onRead(hit -> meters.cacheReads(hit).inc());
  }

  void count(@Observes BatchWritten batch) {
    meters.batchSize().update(batch.receipts().size());
    meters.batchTime().update(Meters.microseconds(batch.took()));
    batch.receipts().stream()
        .map(Receipt::outcome)
        .forEach(outcome -> meters.changes(name(outcome)).inc());
  }

  void count(@Observes BatchForwarded batch) {
    meters.forwarded().inc(batch.receipts().size());
  }

  void measure(@Observes WriteTimes times) {
    measure(meters.storeTime(), times.stored());
    measure(meters.pushTime(), times.pushed());
  }

  /** A step that was skipped took no time; to record zero would distort the mean. */
  private static void measure(Histogram times, Duration time) {
    if (!time.isZero()) {
      times.update(Meters.microseconds(time));
    }
  }

  static String name(Outcome outcome) {
    if (outcome instanceof Outcome.Applied applied) {
      return applied.transitions().get(0).type().text();
    }
    if (outcome instanceof Outcome.Replayed) {
      return "replayed";
    }
    if (outcome instanceof Outcome.Converted) {
      return "layout";
    }
    if (outcome instanceof Outcome.Unreadable) {
      return "unreadable";
    }
    return outcome instanceof Outcome.Unchanged ? "unchanged" : "refused";
  }
}
