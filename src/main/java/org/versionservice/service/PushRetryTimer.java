package org.versionservice.service;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import org.versionservice.storage.GitPushable;

/** Pushes once a second what was not pushed, as soon as the remote may be tried again. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PushRetryTimer {

  private static final String RETRY = "push retry";

  @Inject private GitPushable pushable;
  @Inject private BackgroundTasks tasks;
  @Resource private TimerService timers;

  private TimerJobs jobs;

  @PostConstruct
  void start() {
    jobs = new TimerJobs(timers, tasks);
    jobs.add(RETRY, Duration.ofSeconds(1), pushable::pushPendingCommits);
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false, info = RETRY)
  void retry() {
    jobs.run(RETRY);
  }

  @Timeout
  void retryAgain() {
    jobs.run(RETRY);
  }

  /** Creates the timer again if it is gone. */
  public void createMissingTimers() {
    jobs.createMissingTimers();
  }
}
