package org.versionservice.service;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;

/**
 * Loads the registry, and keeps branch and remote together: what was not pushed is pushed when the
 * remote answers again, what others pushed is fetched.
 *
 * <p>The remote is asked before the write lock is taken, so that one that hangs holds up nobody.
 *
 * <p>A container drops a timer for good whose method throws twice. None of these throws, and each
 * makes those anew that are gone all the same.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PushRetryTimer {

  private static final System.Logger LOG = System.getLogger(PushRetryTimer.class.getName());

  private static final String FETCH = "fetch";
  private static final String RETRY = "push retry";
  private static final String REPACK = "repack";
  private static final String DEADLINES = "deadlines";

  @Inject private GitStorage storage;
  @Inject private GitSettings settings;
  @Inject private SharedCache cache;
  @Inject private BackgroundTasks tasks;
  @Inject private VersionService versions;
  @EJB private VersionWriter service;
  @Resource private TimerService timers;

  private final AtomicBoolean busy = new AtomicBoolean();
  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /** What a timer does, by the timer's name. */
  private record Job(BackgroundTask task, Duration interval, Runnable work) {}

  /**
   * Begins to look for what others pushed, at the configured interval, the first time at once; and
   * to use the cache.
   */
  @PostConstruct
  void start() {
    add(FETCH, settings.fetchInterval(), () -> once(this::synchroniseIfBehind));
    add(RETRY, Duration.ofSeconds(1), this::mend);
    add(REPACK, Duration.ofMinutes(1), storage::repack);
    add(DEADLINES, Duration.ofSeconds(1), versions::failOverdue);
    createTimer(FETCH, Duration.ZERO);
    cache.start();
  }

  /** Fetches; or does the work of a timer that was made anew. */
  @Timeout
  void run(Timer timer) {
    run(String.valueOf(timer.getInfo()));
  }

  /** Mends what is known to be out of step. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false, info = RETRY)
  void retry() {
    run(RETRY);
  }

  /** Answers those who waited for the writer for too long. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false, info = DEADLINES)
  void keepDeadlines() {
    run(DEADLINES);
  }

  /** Merges packs where there are many. */
  @Schedule(hour = "*", minute = "*", persistent = false, info = REPACK)
  void repack() {
    run(REPACK);
  }

  private void add(String name, Duration interval, Runnable work) {
    jobs.put(name, new Job(tasks.add(name, interval), interval, work));
  }

  private void createTimer(String name, Duration delay) {
    long interval = Objects.requireNonNull(jobs.get(name)).interval().toMillis();
    timers.createIntervalTimer(delay.toMillis(), interval, new TimerConfig(name, false));
  }

  private void run(String name) {
    Job job = Objects.requireNonNull(jobs.get(name));
    job.task()
        .run(
            () -> {
              createTimersThatAreGone();
              job.work().run();
            });
  }

  private synchronized void createTimersThatAreGone() {
    if (jobs.values().stream().noneMatch(job -> job.task().isSilent())) {
      return;
    }
    Set<String> there =
        timers.getTimers().stream()
            .map(timer -> String.valueOf(timer.getInfo()))
            .collect(Collectors.toSet());
    for (Map.Entry<String, Job> job : jobs.entrySet()) {
      if (!there.contains(job.getKey())) {
        LOG.log(WARNING, "the timer {0} is gone, and made anew", job.getKey());
        createTimer(job.getKey(), job.getValue().interval());
      }
    }
  }

  private void mend() {
    if (storage.isOutOfStep()) {
      once(this::synchroniseIfBehind);
    }
  }

  private void synchroniseIfBehind() {
    if (storage.isBehind()) {
      service.synchronise();
    }
    storage.pushPendingCommits();
  }

  /** A tick that comes while the one before it still waits for the network is dropped. */
  private void once(Runnable work) {
    if (busy.compareAndSet(false, true)) {
      try {
        work.run();
      } finally {
        busy.set(false);
      }
    }
  }
}
