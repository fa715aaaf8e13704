package org.versionservice.storage.git.commit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts how often this replica compared what it has with what the remote has: whoever heard of
 * something can tell when the remote was asked since. Any thread may call it.
 */
public final class RemoteCheckCounter {

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended;

  /**
   * @param alone whether there is no remote, so that nothing is missing here at any time
   */
  public RemoteCheckCounter(boolean alone) {
    ended = new AtomicLong(alone ? Long.MAX_VALUE : 0);
  }

  /** Begins one, and tells its number. */
  long begin() {
    return begun.incrementAndGet();
  }

  /** The published state now has all that the remote had when this one began. */
  void end(long number) {
    ended.accumulateAndGet(number, Math::max);
  }

  /** How many were begun so far. */
  public long begun() {
    return begun.get();
  }

  /** The number of the newest one that ended well; without a remote the highest number there is. */
  public long ended() {
    return ended.get();
  }
}
