package org.versionservice.proof;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets clients and kills go on, or holds all of them for a moment. */
final class Traffic {

  private final ReadWriteLock lock = new ReentrantReadWriteLock(/* fair= */ true);

  /** Does something that belongs to the ordinary traffic; waits while it is held. */
  <T> T flow(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Does something while no request and no kill is under way. */
  void pausedFor(Runnable work) {
    lock.writeLock().lock();
    try {
      work.run();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
