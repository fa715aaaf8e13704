package org.versionservice.service;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJB;
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
 * Loads the registry, fetches what others pushed, mends what is out of step, merges packs, returns
 * unused memory, fails changes that waited too long, and creates a missing timer of push retries
 * again.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MaintenanceTimer {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Inject private GitStorage storage;
  @Inject private GitSettings settings;
  @Inject private SharedCache cache;
  @Inject private BackgroundTasks tasks;
  @Inject private RemoteSynchroniser synchroniser;
  @Inject private ChangeDispatcher changes;
  @EJB private PushRetryTimer pushRetry;
  @Resource private TimerService timers;

  private TimerJobs jobs;

  @PostConstruct
  void start() {
    jobs = new TimerJobs(timers, tasks);
    jobs.schedule("fetch", Duration.ZERO, settings.fetchInterval(), synchroniser::synchronise);
    jobs.schedule("mend", SECOND, SECOND, synchroniser::synchroniseIfOutOfStep);
    jobs.schedule("repack", MINUTE, MINUTE, storage::repack);
    jobs.schedule("memory", MINUTE, MINUTE, NativeMemory::trim);
    jobs.schedule("deadlines", SECOND, SECOND, changes::tick);
    jobs.schedule("timers", SECOND, SECOND, pushRetry::createMissingTimers);
    cache.start();
  }

  @Timeout
  void run(Timer timer) {
    jobs.run(String.valueOf(timer.getInfo()));
  }
}
