package org.versionservice.storage.git.commit;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers comparisons with the remote, to wait for one that began later. Thread-safe. */
public final class RemoteCheckCounter {

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended;

  public RemoteCheckCounter(boolean withoutRemote) {
    ended = new AtomicLong(withoutRemote ? Long.MAX_VALUE : 0);
  }

  long begin() {
    return begun.incrementAndGet();
  }

  /** Records that the published state has all that the remote had when a comparison began. */
  void end(long number) {
    ended.accumulateAndGet(number, Math::max);
  }

  public long begun() {
    return begun.get();
  }

  /** Returns the number of the newest successful comparison; the maximum without a remote. */
  public long ended() {
    return ended.get();
  }
}
