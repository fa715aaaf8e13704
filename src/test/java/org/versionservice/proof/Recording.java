package org.versionservice.proof;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;

/** What all clients and one observer of the remote saw; may be written to by many threads. */
public final class Recording {

  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final Queue<CommitId> heads = new ConcurrentLinkedQueue<>();
  private final Set<IdempotencyKey> made = ConcurrentHashMap.newKeySet();
  private final AtomicInteger acknowledged = new AtomicInteger();

  public void add(Attempt attempt) {
    attempts.add(attempt);
    if (attempt.answer() instanceof Answer.Made && attempt.key().map(made::add).orElse(true)) {
      acknowledged.incrementAndGet();
    }
  }

  /** How many requests were answered that they were made; the tries of a request are one. */
  public int acknowledged() {
    return acknowledged.get();
  }

  /** Notes where the remote's branch ended when it was looked at. */
  public void addHead(CommitId head) {
    heads.add(head);
  }

  public List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** The heads that were seen, oldest first. */
  public List<CommitId> heads() {
    return List.copyOf(heads);
  }
}
