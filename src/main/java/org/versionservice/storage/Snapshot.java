package org.versionservice.storage;

import java.util.Optional;
import org.versionservice.version.CommitId;
import org.versionservice.version.Registry;

/**
 * What readers see: a whole state, never changed once published.
 *
 * @param registry all apps
 * @param head the newest commit here that it has, empty while there is none
 * @param ahead names what it has beyond that commit, because another replica made it; empty if
 *     there is nothing
 */
public record Snapshot(Registry registry, Optional<CommitId> head, Optional<String> ahead) {

  private static final String NO_COMMIT = "0".repeat(40);

  /** The state that a commit holds. */
  public Snapshot(Registry registry, Optional<CommitId> head) {
    this(registry, head, Optional.empty());
  }

  /** Names the state: two that differ never have the same tag. */
  public String tag() {
    return head.map(CommitId::value).orElse(NO_COMMIT) + ahead.map(name -> "-" + name).orElse("");
  }
}
