package org.versionservice.service;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.versionservice.storage.BackgroundTask;

/**
 * What the timers of one bean do, by the timers' names.
 *
 * <p>A container drops a timer for good if its method throws twice. So {@link #run} never throws,
 * and creates timers again that are gone all the same.
 */
final class TimerJobs {

  private static final System.Logger LOG = System.getLogger(TimerJobs.class.getName());

  private record Job(BackgroundTask task, Duration interval, Runnable work) {}

  private final TimerService timers;
  private final BackgroundTasks tasks;
  private final Map<String, Job> jobs = new LinkedHashMap<>();

  TimerJobs(TimerService timers, BackgroundTasks tasks) {
    this.timers = timers;
    this.tasks = tasks;
  }

  /**
   * Adds a job.
   *
   * @param name also the {@code info} of its timer
   */
  void add(String name, Duration interval, Runnable work) {
    jobs.put(name, new Job(tasks.add(name, interval), interval, work));
  }

  /** Adds a job with its timer, which runs it for the first time after a delay. */
  void schedule(String name, Duration delay, Duration interval, Runnable work) {
    add(name, interval, work);
    createTimer(name, delay);
  }

  private void createTimer(String name, Duration delay) {
    long interval = job(name).interval().toMillis();
    timers.createIntervalTimer(delay.toMillis(), interval, new TimerConfig(name, false));
  }

  /** Runs a job once; never throws. */
  void run(String name) {
    job(name)
        .task()
        .run(
            () -> {
              createMissingTimers();
              job(name).work().run();
            });
  }

  /** Creates the timers again whose jobs have not run for too long and that do not exist. */
  synchronized void createMissingTimers() {
    if (jobs.values().stream().noneMatch(job -> job.task().isSilent())) {
      return;
    }
    Set<String> existing =
        timers.getTimers().stream()
            .map(timer -> String.valueOf(timer.getInfo()))
            .collect(Collectors.toSet());
    jobs.forEach(
        (name, job) -> {
          if (!existing.contains(name)) {
            LOG.log(WARNING, "the timer {0} is gone and is created again", name);
            createTimer(name, job.interval());
          }
        });
  }

  private Job job(String name) {
    return Objects.requireNonNull(jobs.get(name));
  }
}
