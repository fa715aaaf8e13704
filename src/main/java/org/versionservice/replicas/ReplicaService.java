package org.versionservice.replicas;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.versionservice.service.BackgroundTasks;
import org.versionservice.service.BatchForwarded;
import org.versionservice.service.BatchWritten;
import org.versionservice.service.ChangeWriter;
import org.versionservice.service.NotMadeException;
import org.versionservice.service.RemoteSynchroniser;
import org.versionservice.service.ReplicaStatus;
import org.versionservice.service.Stopping;
import org.versionservice.service.VersionService;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.redis.RedisStorage;
import org.versionservice.version.Change;

/**
 * The other replicas: keeps the writer lease, hands changes to its holder, and announces new heads.
 * Without {@code VERSIONS_REPLICA_URL} it takes no changes.
 */
@ApplicationScoped
public class ReplicaService implements ChangeWriter {

  @Inject private Optional<ReplicaSettings> settings;
  @Inject private Optional<RedisStorage> redis;
  @Inject private VersionService versions;
  @Inject private RemoteSynchroniser synchroniser;
  @Inject private BackgroundTasks tasks;
  @Inject private ReplicaStatus status;
  @Inject private Event<BatchForwarded> forwarded;
  @Inject private RandomGenerator random;
  @Inject private Clock clock;
  @Resource private ManagedExecutorService executor;
  @Resource private ManagedThreadFactory threads;

  private final Clock steady = new SteadyClock();
  private final List<RepeatingThread> repeating = new ArrayList<>();
  private Optional<WriterLease> lease = Optional.empty();
  private Optional<HolderClient> client = Optional.empty();
  private Optional<HeadAnnouncements> heads = Optional.empty();
  private Optional<ExecutorService> answers = Optional.empty();

  void start(@Observes @Initialized(ApplicationScoped.class) Object context) {
    settings.ifPresent(known -> start(known, redis.orElseThrow()));
  }

  private void start(ReplicaSettings known, RedisStorage server) {
    MessageSigner signer = new MessageSigner(known.key());
    WriterLease kept =
        new WriterLease(
            known,
            signer,
            server.lease("versions:writer:" + known.repository()),
            versions::isWritable,
            random,
            steady);
    // A pool that never refuses: an answer that is not taken would leave its changes waiting.
    ExecutorService pool = Executors.newCachedThreadPool(threads);
    HolderClient sender = new HolderClient(kept, known, signer, pool, clock, steady);
    HeadAnnouncements announcements =
        new HeadAnnouncements(
            server.channel("versions:heads:" + known.repository()),
            versions::head,
            synchroniser::synchronise,
            executor);
    kept.onChange(
        () -> {
          status.setLease(kept.isHeldHere(), kept.description());
          sender.returnAbandoned();
        });
    status.setLease(false, kept.description());
    lease = Optional.of(kept);
    client = Optional.of(sender);
    heads = Optional.of(announcements);
    answers = Optional.of(pool);
    repeat("writer lease", WriterLease.LENGTH, kept::keep);
    repeat("announced heads", HeadAnnouncements.INTERVAL, announcements::fetch);
    repeat("head announcements", HeadAnnouncements.LONGEST_SILENCE, announcements::listen);
  }

  private void repeat(String name, Duration interval, Supplier<Duration> work) {
    RepeatingThread thread = new RepeatingThread(tasks.add(name, interval), work);
    repeating.add(thread);
    thread.start(threads);
  }

  /** Returns the settings and the lease, if there are several replicas. */
  Optional<WriterLease> lease() {
    return lease;
  }

  @Override
  public boolean takesChanges() {
    return client.filter(HolderClient::takesChanges).isPresent();
  }

  @Override
  public void awaitTurn() {
    try {
      if (lease.isPresent()) {
        lease.get().awaitHolder();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public CompletionStage<List<Receipt>> write(List<Change> changes) {
    if (client.isEmpty()) {
      return CompletableFuture.failedFuture(
          new NotMadeException("there are no other replicas", false));
    }
    return client
        .get()
        .write(changes)
        .thenApply(
            receipts -> {
              announce(new BatchForwarded(receipts));
              return receipts;
            });
  }

  /** The batch is made, so a defect of an observer must not fail it. */
  private void announce(BatchForwarded batch) {
    try {
      forwarded.fire(batch);
    } catch (RuntimeException | Error broken) {
      BackgroundTask.log("an observer of forwarded changes", broken);
    }
  }

  void announce(@Observes BatchWritten batch) {
    heads.ifPresent(announcements -> announcements.announce(batch.receipts()));
  }

  /** Leaves the lease to others before the last changes are answered. */
  void leave(@Observes Stopping stopping) {
    lease.ifPresent(WriterLease::stop);
  }

  @PreDestroy
  void close() {
    repeating.forEach(RepeatingThread::stop);
    heads.ifPresent(HeadAnnouncements::close);
    lease.ifPresent(WriterLease::stop);
    answers.ifPresent(ExecutorService::shutdown);
  }
}
