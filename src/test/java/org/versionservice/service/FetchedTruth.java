package org.versionservice.service;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.versionservice.storage.Snapshot;
import org.versionservice.version.Registry;

/** What one replica has fetched of a {@link RepositoryStub}. */
final class FetchedTruth implements AuthoritativeState {

  private final AtomicLong begun = new AtomicLong();
  private volatile Optional<Snapshot> snapshot = Optional.empty();
  private volatile long ended;
  private volatile boolean settled = true;

  /** Publishes a state; those that are older than the one before come from nobody. */
  FetchedTruth publish(Registry registry) {
    snapshot = Optional.of(new Snapshot(registry, Optional.empty()));
    return this;
  }

  /** Compares with the remote, from beginning to end. */
  void fetch(RepositoryStub repository) {
    long number = begin();
    publish(repository.newest());
    end(number);
  }

  long begin() {
    return begun.incrementAndGet();
  }

  void end(long number) {
    ended = number;
  }

  /** Has no remote. */
  void beAlone() {
    ended = Long.MAX_VALUE;
  }

  void settle(boolean nothingCanChange) {
    settled = nothingCanChange;
  }

  @Override
  public Optional<Snapshot> snapshot() {
    return snapshot;
  }

  @Override
  public boolean isSettled() {
    return settled;
  }

  @Override
  public long comparisonsBegun() {
    return begun.get();
  }

  @Override
  public long comparisonEnded() {
    return ended;
  }
}
