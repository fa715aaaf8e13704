package org.versionservice.proof;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;

/** The record of all clients and of an observer of the remote. Thread-safe. */
public final class Recording {

  private final Queue<RequestAttempt> attempts = new ConcurrentLinkedQueue<>();
  private final Queue<CommitId> heads = new ConcurrentLinkedQueue<>();
  private final Queue<Answer.Converted> conversions = new ConcurrentLinkedQueue<>();
  private final Set<IdempotencyKey> made = ConcurrentHashMap.newKeySet();
  private final AtomicInteger acknowledged = new AtomicInteger();

  public void add(RequestAttempt attempt) {
    attempts.add(attempt);
    if (attempt.answer().reportsChange() && attempt.key().map(made::add).orElse(true)) {
      acknowledged.incrementAndGet();
    }
  }

  /** Adds the answer to a conversion of the layout. */
  public void add(Answer.Converted conversion) {
    conversions.add(conversion);
  }

  /** Returns the number of requests that were answered as made. */
  public int acknowledged() {
    return acknowledged.get();
  }

  /** Adds an observed head of the remote's branch. */
  public void addHead(CommitId head) {
    heads.add(head);
  }

  public List<RequestAttempt> attempts() {
    return List.copyOf(attempts);
  }

  /** Returns the answered conversions of the layout. */
  public List<Answer.Converted> conversions() {
    return List.copyOf(conversions);
  }

  /** Returns the observed heads, oldest first. */
  public List<CommitId> heads() {
    return List.copyOf(heads);
  }
}
