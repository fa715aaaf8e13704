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
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;

/**
 * Loads the registry, and keeps branch and remote together: what was not pushed is pushed when the
 * remote answers again, what others pushed is fetched.
 *
 * <p>The remote is asked before the write lock is taken, so that one that hangs holds up nobody.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PushRetryTimer {

  @Inject private GitStorage storage;
  @Inject private GitSettings settings;
  @Inject private SharedCache cache;
  @EJB private VersionService service;
  @Resource private TimerService timers;

  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicBoolean repacking = new AtomicBoolean();

  /**
   * Begins to look for what others pushed, at the configured interval, the first time at once; and
   * to use the cache.
   */
  @PostConstruct
  void start() {
    long interval = settings.fetchInterval().toMillis();
    timers.createIntervalTimer(0, interval, new TimerConfig("fetch", false));
    cache.start();
  }

  /** Fetches. */
  @Timeout
  void fetch() {
    once(this::synchroniseIfBehind);
  }

  /** Mends what is known to be out of step. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false, info = "push retry")
  void retry() {
    if (storage.isOutOfStep()) {
      once(this::synchroniseIfBehind);
    }
  }

  /** Merges packs where there are many. */
  @Schedule(hour = "*", minute = "*", persistent = false, info = "repack")
  void repack() {
    if (repacking.compareAndSet(false, true)) {
      try {
        storage.repack();
      } finally {
        repacking.set(false);
      }
    }
  }

  private void synchroniseIfBehind() {
    if (storage.isBehind()) {
      service.synchronise();
    }
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
