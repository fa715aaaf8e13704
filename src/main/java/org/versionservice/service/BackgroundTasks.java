package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageHealth;

/** The timers and threads of the service, for its health. */
@ApplicationScoped
public class BackgroundTasks {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Clock steady = new SteadyClock();
  private final List<BackgroundTask> tasks = new CopyOnWriteArrayList<>();

  /** Adds a task that runs once in each interval. */
  public BackgroundTask add(String name, Duration interval) {
    BackgroundTask task = new BackgroundTask(name, steady, interval.multipliedBy(2).plus(GRACE));
    tasks.add(task);
    return task;
  }

  /** Returns a health that is down while a task does not run as it should. */
  StorageHealth health() {
    String reason =
        tasks.stream()
            .flatMap(task -> task.failureReason().stream())
            .collect(Collectors.joining("; "));
    return reason.isEmpty()
        ? new StorageHealth(StorageHealth.Status.UP, Map.of("background", "runs"))
        : new StorageHealth(StorageHealth.Status.DOWN, Map.of("background", reason));
  }
}
