package org.versionservice.operations;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.versionservice.version.Transition;

/**
 * The metrics by name; each label has only a few values.
 *
 * <p>Times are whole microseconds without a unit in their metadata: the server would append a unit
 * to the name, and export the sum in another unit. {@link MetricsFilter} exports them in seconds.
 */
@ApplicationScoped
public class Meters {

  private static final Metadata REQUESTS =
      metadata("versionservice_requests", "Requests that were answered, by method and status");
  private static final Metadata REQUEST_TIME =
      metadata("versionservice_request_microseconds", "Time from a request to its answer");
  private static final Metadata CHANGES =
      metadata("versionservice_changes", "Changes that were answered, by outcome");
  private static final Metadata FORWARDED =
      metadata(
          "versionservice_forwarded_changes", "Changes that the holder of the writer lease made");
  private static final Metadata BATCH_SIZE =
      metadata("versionservice_batch_size", "Changes that share a batch");
  private static final Metadata BATCH_TIME =
      metadata("versionservice_batch_microseconds", "Time to make a batch, push included");
  private static final Metadata STORE_TIME =
      metadata("versionservice_store_microseconds", "Time to force a batch's commits to disk");
  private static final Metadata PUSH_TIME =
      metadata("versionservice_push_microseconds", "Time to bring a batch to the remote");
  private static final Metadata CACHE_READS =
      metadata("versionservice_cache_reads", "Reads, by whether they were as new as the cache");

  @Inject private MetricRegistry registry;

  Counter requests(String method, int status) {
    return registry.counter(
        REQUESTS, new Tag("method", method), new Tag("status", Integer.toString(status)));
  }

  Histogram requestTime() {
    return registry.histogram(REQUEST_TIME);
  }

  Counter changes(String outcome) {
    return registry.counter(CHANGES, new Tag("outcome", outcome));
  }

  Counter forwarded() {
    return registry.counter(FORWARDED);
  }

  Histogram batchSize() {
    return registry.histogram(BATCH_SIZE);
  }

  Histogram batchTime() {
    return registry.histogram(BATCH_TIME);
  }

  Histogram storeTime() {
    return registry.histogram(STORE_TIME);
  }

  Histogram pushTime() {
    return registry.histogram(PUSH_TIME);
  }

  Counter cacheReads(boolean hit) {
    return registry.counter(CACHE_READS, new Tag("result", hit ? "hit" : "miss"));
  }

  void gauge(String name, String description, Supplier<Integer> value) {
    registry.gauge(metadata(name, description), value);
  }

  long requests() {
    return registry
        .getCounters((id, metric) -> id.getName().equals(REQUESTS.getName()))
        .values()
        .stream()
        .mapToLong(Counter::getCount)
        .sum();
  }

  long versionsIssued() {
    long issued = 0;
    for (Transition.Type type : Transition.Type.values()) {
      issued += isIssue(type) ? changes(type.text()).getCount() : 0;
    }
    return issued;
  }

  /** A reserved version counts when it is handed out. */
  private static boolean isIssue(Transition.Type type) {
    return switch (type) {
      case CONFIRM, ABORT, DELETE -> false;
      default -> true;
    };
  }

  static long microseconds(Duration time) {
    return time.toNanos() / 1000;
  }

  private static Metadata metadata(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
