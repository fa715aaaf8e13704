package org.versionservice.proof;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Pauses clients and kills. */
final class Traffic {

  private final ReadWriteLock lock = new ReentrantReadWriteLock(/* fair= */ true);

  /** Runs work that belongs to the traffic; waits during a pause. */
  <T> T flow(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs work while no request and no kill is in progress. */
  void pausedFor(Runnable work) {
    lock.writeLock().lock();
    try {
      work.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
