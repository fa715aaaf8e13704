package org.versionservice.version;

import java.util.Optional;
import java.util.Set;

/**
 * A condition that the newest state must meet before a change is applied.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110 §13.1</a>
 */
public sealed interface Condition {

  /**
   * Returns whether the condition holds.
   *
   * @param head the commit that holds the registry; empty before the first commit
   */
  boolean holds(Registry registry, Optional<CommitId> head);

  /** The app exists. */
  record Exists(ApplicationId app) implements Condition {

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return registry.find(app).isPresent();
    }
  }

  /** The app exists and has one of the revisions. */
  record RevisionIn(ApplicationId app, Set<Long> revisions) implements Condition {

    public RevisionIn {
      revisions = Set.copyOf(revisions);
    }

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return registry.find(app).filter(entry -> revisions.contains(entry.revision())).isPresent();
    }
  }

  /** The project has a live app. */
  record ProjectExists(ProjectId project) implements Condition {

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return !registry.of(project).isEmpty();
    }
  }

  /** The newest commit is one of these. */
  record HeadIn(Set<CommitId> heads) implements Condition {

    public HeadIn {
      heads = Set.copyOf(heads);
    }

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return head.filter(heads::contains).isPresent();
    }
  }

  /** The other condition does not hold. */
  record Not(Condition condition) implements Condition {

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return !condition.holds(registry, head);
    }
  }
}
