package org.versionservice.storage.git.commit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.versionservice.storage.git.remote.Remote;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.CommitMessage;
import org.versionservice.storage.git.repository.LayoutConversion;
import org.versionservice.storage.git.repository.ObjectBatch;
import org.versionservice.storage.git.repository.Persons;
import org.versionservice.storage.git.repository.RegistryFiles;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Rebase;
import org.versionservice.version.Registry;
import org.versionservice.version.Transition;

/** A batch of changes on top of a head: one commit for each step, in memory. Not thread-safe. */
public final class CommitBatch {

  private final Optional<ObjectId> base;
  private final Instant at;
  private final Persons persons;
  private final ObjectBatch objects;
  private final List<CommittedTransition> steps = new ArrayList<>();
  private BranchState head;

  /**
   * @param at the time of all commits, in whole seconds
   * @param objects takes the objects of the commits
   */
  public CommitBatch(BranchState head, Instant at, ObjectBatch objects, Persons persons) {
    this.base = head.commit();
    this.head = head;
    this.at = at;
    this.objects = objects;
    this.persons = persons;
  }

  /** Returns the state after all changes so far. */
  public BranchState head() {
    return head;
  }

  /** Returns the objects of all commits so far. */
  ObjectBatch objects() {
    return objects;
  }

  /** Returns the steps of all commits so far. */
  List<CommittedTransition> steps() {
    return steps;
  }

  /** Returns the push of all commits to a remote that has the first head. */
  Optional<Remote.Push> push() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Remote.Push(base, head.commit().orElseThrow(), List.copyOf(objects.objects())));
  }

  boolean isEmpty() {
    return head.commit().equals(base);
  }

  public Outcome apply(Change change) throws IOException {
    Outcome outcome = head.registry().apply(change, head.commitId(), at);
    if (outcome instanceof Outcome.Applied applied) {
      boolean single = applied.transitions().size() == 1;
      List<CommittedTransition> made = new ArrayList<>();
      for (Transition step : applied.transitions()) {
        // A commit holds no more than its step, so that the history shows one app after the other.
        made.add(
            commit(
                step,
                single
                    ? applied.registry()
                    : head.registry().withEntryOf(step.app(), applied.registry())));
      }
      head = head.remembering(made);
    }
    if (outcome instanceof Outcome.Converted converted
        && converted.layout() != head.files().layout()) {
      convert(change);
    }
    return outcome;
  }

  private void convert(Change change) throws IOException {
    Registry registry = head.registry();
    RegistryFiles.Changed changed =
        new LayoutConversion(registry, at, objects).convert(head.files());
    Layout layout = changed.files().layout();
    ObjectId commit =
        addCommit(
            changed.tree(),
            persons.author(change.request().principal(), at),
            CommitMessage.ofLayout(layout, change.request()));
    head = head.followedBy(commit, changed.files(), registry);
  }

  /** Commits a step that was acknowledged on another head. */
  CommittedTransition rebase(Transition acknowledged, Rebase rebase) throws IOException {
    Transition step = rebase.bring(acknowledged);
    CommittedTransition issued = commit(step, rebase.registry());
    rebase.remember(issued);
    head = head.remembering(List.of(issued));
    return issued;
  }

  private CommittedTransition commit(Transition step, Registry registry) throws IOException {
    List<ApplicationId> apps = new ArrayList<>(head.unwritten());
    apps.add(step.app());
    RegistryFiles.Changed changed = head.files().with(registry, apps, at, objects);
    ObjectId commit =
        addCommit(
            changed.tree(),
            persons.author(step.request().principal(), step.at()),
            CommitMessage.of(step));
    head = head.followedBy(commit, changed.files(), registry);
    CommittedTransition made = new CommittedTransition(step, head.commitId().orElseThrow());
    steps.add(made);
    return made;
  }

  private ObjectId addCommit(ObjectId tree, PersonIdent author, String message) {
    CommitBuilder builder = new CommitBuilder();
    builder.setTreeId(tree);
    head.commit().ifPresent(builder::setParentId);
    builder.setAuthor(author);
    builder.setCommitter(persons.committer(at));
    builder.setMessage(message);
    builder.setEncoding(UTF_8);
    try {
      return objects.add(Constants.OBJ_COMMIT, builder.build());
    } catch (UnsupportedEncodingException impossible) {
      throw new UncheckedIOException("building a commit in memory", impossible);
    }
  }
}
