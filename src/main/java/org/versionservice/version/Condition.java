package org.versionservice.version;

import java.util.Optional;
import java.util.Set;

/**
 * What has to hold of the newest state for a change to be made: what a client last saw of it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110 §13.1</a>
 */
public sealed interface Condition {

  /**
   * Returns whether it holds.
   *
   * @param head the commit that holds the registry; empty while there is none
   */
  boolean holds(Registry registry, Optional<CommitId> head);

  /** An app has an entry. */
  record Exists(ApplicationId app) implements Condition {

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return registry.find(app).isPresent();
    }
  }

  /** An app has an entry, with one of some revisions. */
  record RevisionIn(ApplicationId app, Set<Long> revisions) implements Condition {

    public RevisionIn {
      revisions = Set.copyOf(revisions);
    }

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return registry.find(app).filter(entry -> revisions.contains(entry.revision())).isPresent();
    }
  }

  /** A project has an app. */
  record ProjectExists(ProjectId project) implements Condition {

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return !registry.of(project).isEmpty();
    }
  }

  /** The newest commit is one of some. */
  record HeadIn(Set<CommitId> heads) implements Condition {

    public HeadIn {
      heads = Set.copyOf(heads);
    }

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return head.filter(heads::contains).isPresent();
    }
  }

  /** Another condition does not hold. */
  record Not(Condition condition) implements Condition {

    @Override
    public boolean holds(Registry registry, Optional<CommitId> head) {
      return !condition.holds(registry, head);
    }
  }
}
