package org.versionservice.proof;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Layout;

/**
 * The final content of the remote's branch.
 *
 * @param commits all commits, oldest first
 * @param samples all entries at some of the steps
 * @param file the newest entries
 * @param formerHeads the commits that the branch pointed to, oldest first, by the server's reflog
 */
public record RemoteHistory(
    List<Commit> commits,
    Map<CommitId, Map<ApplicationId, Entry>> samples,
    Map<ApplicationId, Entry> file,
    List<CommitId> formerHeads) {

  /** Returns the conversions of the layout, oldest first. */
  List<Conversion> conversions() {
    return commits.stream()
        .filter(Conversion.class::isInstance)
        .map(Conversion.class::cast)
        .toList();
  }

  /** What a step does with its version. */
  enum Act {
    ISSUE,
    RESERVE,
    CONFIRM,
    ABORT,
    DELETE
  }

  public sealed interface Commit {
    CommitId id();
  }

  /**
   * A commit of the service, read from its trailers.
   *
   * @param conflict the app's version on the remote when the step was rebased after an outage
   * @param line the release line that the request named
   * @param reserved whether the version was only reserved
   */
  public record Step(
      CommitId id,
      ApplicationId app,
      String type,
      SeenVersion version,
      Optional<SeenVersion> previous,
      long revision,
      Optional<IdempotencyKey> key,
      Optional<SeenVersion> conflict,
      Optional<SeenLine> line,
      boolean reserved)
      implements Commit {

    /** Creates a step whose request named no line. */
    public Step(
        CommitId id,
        ApplicationId app,
        String type,
        SeenVersion version,
        Optional<SeenVersion> previous,
        long revision,
        Optional<IdempotencyKey> key,
        Optional<SeenVersion> conflict) {
      this(id, app, type, version, previous, revision, key, conflict, Optional.empty(), false);
    }

    boolean deletes() {
      return act() == Act.DELETE;
    }

    Act act() {
      return switch (type) {
        case "delete" -> Act.DELETE;
        case "confirm" -> Act.CONFIRM;
        case "abort" -> Act.ABORT;
        default -> reserved ? Act.RESERVE : Act.ISSUE;
      };
    }
  }

  /** A commit of a person, with all entries at that commit. */
  public record Edit(CommitId id, Map<ApplicationId, Entry> file) implements Commit {}

  /** A commit of the service that moves all entries to the files of a layout. */
  public record Conversion(CommitId id, Layout layout, Map<ApplicationId, Entry> file)
      implements Commit {}

  /**
   * The entry of an app.
   *
   * @param deleted whether the entry is among the deleted ones
   */
  public record Entry(SeenVersion current, long revision, boolean deleted) {}
}
