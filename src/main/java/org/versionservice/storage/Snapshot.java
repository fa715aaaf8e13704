package org.versionservice.storage;

import java.util.Optional;
import org.versionservice.version.CommitId;
import org.versionservice.version.Registry;

/**
 * The immutable state that reads see.
 *
 * @param registry all apps
 * @param head the newest local commit in it; empty before the first one
 * @param ahead names the entries of other replicas that it has beyond that commit; empty if there
 *     are none
 */
public record Snapshot(Registry registry, Optional<CommitId> head, Optional<String> ahead) {

  private static final String NO_COMMIT = "0".repeat(40);

  /** Creates the state of a commit. */
  public Snapshot(Registry registry, Optional<CommitId> head) {
    this(registry, head, Optional.empty());
  }

  /** Returns a tag that differs between different states. */
  public String tag() {
    return head.map(CommitId::value).orElse(NO_COMMIT) + ahead.map(name -> "-" + name).orElse("");
  }
}
