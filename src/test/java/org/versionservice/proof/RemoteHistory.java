package org.versionservice.proof;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;

/**
 * What the remote's branch holds in the end.
 *
 * @param commits all of them, oldest first
 * @param file what the newest {@code versions.json} says
 * @param formerHeads the commits that the branch ended on, oldest first, by the server's own log
 */
public record RemoteHistory(
    List<Commit> commits, Map<ApplicationId, Entry> file, List<CommitId> formerHeads) {

  /** One commit. */
  public sealed interface Commit {
    CommitId id();
  }

  /**
   * A commit by the service, as its trailers tell.
   *
   * @param conflict what the app had on the remote when the step was brought there after an outage
   */
  public record Step(
      CommitId id,
      ApplicationId app,
      String type,
      SeenVersion version,
      Optional<SeenVersion> previous,
      long revision,
      Optional<IdempotencyKey> key,
      Optional<SeenVersion> conflict)
      implements Commit {

    boolean deletes() {
      return type.equals("delete");
    }
  }

  /** A commit by somebody else, and what {@code versions.json} says as of it. */
  public record Edit(CommitId id, Map<ApplicationId, Entry> file) implements Commit {}

  /**
   * What {@code versions.json} says of an app.
   *
   * @param deleted whether it says so among the deleted ones
   */
  public record Entry(SeenVersion current, long revision, boolean deleted) {}
}
