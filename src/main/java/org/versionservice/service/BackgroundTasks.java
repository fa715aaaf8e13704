package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageHealth;

/** The timers and threads of the service; its health depends on whether they run. */
@ApplicationScoped
public class BackgroundTasks {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Clock steady = new SteadyClock();
  private final List<BackgroundTask> tasks = new CopyOnWriteArrayList<>();

  /**
   * Returns a new task that is watched from now on.
   *
   * @param interval how often it runs
   */
  public BackgroundTask add(String name, Duration interval) {
    BackgroundTask task = new BackgroundTask(name, steady, interval.multipliedBy(2).plus(GRACE));
    tasks.add(task);
    return task;
  }

  /** Returns a health that is degraded at best while a task does not run as it should. */
  StorageHealth addTo(StorageHealth health) {
    String failureReason =
        tasks.stream()
            .flatMap(task -> task.failureReason().stream())
            .collect(Collectors.joining("; "));
    Map<String, String> details = new LinkedHashMap<>(health.details());
    details.put("background", failureReason.isEmpty() ? "runs" : failureReason);
    boolean worse = !failureReason.isEmpty() && health.status() == StorageHealth.Status.UP;
    return new StorageHealth(worse ? StorageHealth.Status.DEGRADED : health.status(), details);
  }
}
