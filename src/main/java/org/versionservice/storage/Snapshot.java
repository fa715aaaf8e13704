package org.versionservice.storage;

import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommitId;
import org.versionservice.version.ProjectId;
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

  /**
   * Returns the entry of a live app.
   *
   * @throws StorageException if it has none, and the file of its project cannot be read
   */
  public Optional<ApplicationVersion> find(ApplicationId app) {
    Optional<ApplicationVersion> found = registry.find(app);
    if (found.isEmpty()) {
      requireReadable(app.project());
    }
    return found;
  }

  /**
   * Returns the live apps of a project, sorted by id.
   *
   * @throws StorageException if there are none, and the file of the project cannot be read
   */
  public List<ApplicationVersion> of(ProjectId project) {
    List<ApplicationVersion> apps = registry.of(project);
    if (apps.isEmpty()) {
      requireReadable(project);
    }
    return apps;
  }

  private void requireReadable(ProjectId project) {
    registry
        .problemOf(project)
        .ifPresent(
            problem -> {
              throw StorageException.unavailable(problem, null);
            });
  }

  /** Returns a tag that differs between different states. */
  public String tag() {
    return head.map(CommitId::value).orElse(NO_COMMIT) + ahead.map(name -> "-" + name).orElse("");
  }
}
