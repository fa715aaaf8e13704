package org.versionservice.service;

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
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;

/**
 * Loads the registry, fetches what others pushed, mends what is out of step, merges packs, and
 * fails changes that waited too long.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MaintenanceTimer {

  private static final String FETCH = "fetch";
  private static final String MEND = "mend";
  private static final String REPACK = "repack";
  private static final String DEADLINES = "deadlines";

  @Inject private GitStorage storage;
  @Inject private GitSettings settings;
  @Inject private SharedCache cache;
  @Inject private BackgroundTasks tasks;
  @Inject private RemoteSynchroniser synchroniser;
  @Inject private ChangeDispatcher changes;
  @EJB private PushRetryTimer pushRetry;
  @Resource private TimerService timers;

  private TimerJobs jobs;

  /** Starts to fetch, the first time at once, and to use the cache. */
  @PostConstruct
  void start() {
    jobs = new TimerJobs(timers, tasks);
    jobs.add(FETCH, settings.fetchInterval(), synchroniser::synchronise);
    jobs.add(MEND, Duration.ofSeconds(1), synchroniser::synchroniseIfOutOfStep);
    jobs.add(REPACK, Duration.ofMinutes(1), storage::repack);
    jobs.add(DEADLINES, Duration.ofSeconds(1), this::keepDeadlines);
    jobs.createTimer(FETCH, Duration.ZERO);
    cache.start();
  }

  /** Fetches; or does the job of a timer that was created again. */
  @Timeout
  void run(Timer timer) {
    jobs.run(String.valueOf(timer.getInfo()));
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false, info = MEND)
  void runMend() {
    jobs.run(MEND);
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false, info = DEADLINES)
  void runDeadlines() {
    jobs.run(DEADLINES);
  }

  @Schedule(hour = "*", minute = "*", persistent = false, info = REPACK)
  void runRepack() {
    jobs.run(REPACK);
  }

  private void keepDeadlines() {
    pushRetry.createMissingTimers();
    changes.failOverdue();
  }
}
