package org.versionservice.proof;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.versionservice.version.CommitId;

/** What all clients and one observer of the remote saw; may be written to by many threads. */
public final class Recording {

  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final Queue<CommitId> heads = new ConcurrentLinkedQueue<>();

  public void add(Attempt attempt) {
    attempts.add(attempt);
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
