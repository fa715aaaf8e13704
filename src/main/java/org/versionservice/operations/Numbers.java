package org.versionservice.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.versionservice.service.BatchWritten;
import org.versionservice.service.Versions;
import org.versionservice.storage.Receipt;
import org.versionservice.version.Outcome;

/** The numbers below {@code /metrics}; no label has more than a handful of values. */
@ApplicationScoped
public class Numbers {

  private static final Metadata CHANGES =
      metadata("versionservice_changes", "Changes that were answered, by what became of them");
  private static final Metadata BATCH_SIZE =
      metadata("versionservice_batch_size", "Changes that share a batch");

  /** No unit: the server would name the seconds and print the sum in milliseconds. */
  private static final Metadata BATCH_DURATION =
      metadata("versionservice_batch_milliseconds", "Time to store and push a batch");

  @Inject private MetricRegistry metrics;
  @Inject private Versions versions;

  /** Registers what is read when somebody asks. */
  void register(@Observes @Initialized(ApplicationScoped.class) Object context) {
    gauge("versionservice_apps", "Apps that have a version", versions::apps);
    gauge("versionservice_waiting_changes", "Changes that wait for a batch", versions::waiting);
    gauge("versionservice_unpushed_commits", "Commits that the remote lacks", versions::unpushed);
    gauge(
        "versionservice_conflicts",
        "Versions given out on two sides",
        () -> versions.conflicts().size());
    gauge(
        "versionservice_cache_up",
        "1 while reads are as new as the cache",
        () -> versions.isCacheUp() ? 1 : 0);
    gauge(
        "versionservice_newer_apps",
        "Apps that another replica changed and this one has not fetched",
        versions::newerInCache);
  }

  /** Counts a batch. */
  void count(@Observes BatchWritten batch) {
    metrics.histogram(BATCH_SIZE).update(batch.receipts().size());
    metrics.histogram(BATCH_DURATION).update(batch.took().toMillis());
    batch.receipts().stream()
        .map(Receipt::outcome)
        .forEach(outcome -> metrics.counter(CHANGES, new Tag("outcome", name(outcome))).inc());
  }

  private static String name(Outcome outcome) {
    if (outcome instanceof Outcome.Applied applied) {
      return applied.transitions().get(0).type().text();
    }
    if (outcome instanceof Outcome.Replayed) {
      return "replayed";
    }
    return outcome instanceof Outcome.Unchanged ? "unchanged" : "refused";
  }

  private void gauge(String name, String description, Supplier<Integer> value) {
    metrics.gauge(metadata(name, description), value);
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
