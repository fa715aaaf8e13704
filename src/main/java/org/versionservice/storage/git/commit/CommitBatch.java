package org.versionservice.storage.git.commit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.pack.BlobBuffer;
import org.versionservice.storage.git.pack.Delta;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.pack.Zlib;
import org.versionservice.storage.git.remote.Remote;
import org.versionservice.storage.git.repository.BranchState;
import org.versionservice.storage.git.repository.CommitMessage;
import org.versionservice.storage.git.repository.Persons;
import org.versionservice.storage.git.versionsfile.TextEdit;
import org.versionservice.storage.git.versionsfile.VersionsFile;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.Outcome;
import org.versionservice.version.Rebase;
import org.versionservice.version.Registry;
import org.versionservice.version.Transition;

/** A batch of changes on top of a head: one commit for each step, in memory. Not thread-safe. */
public final class CommitBatch {

  private final Optional<ObjectId> base;
  private final Instant at;
  private final BlobBuffer text;
  private final Zlib zlib;
  private final Persons persons;
  private final List<PackedObject> objects = new ArrayList<>();
  private final List<CommittedTransition> steps = new ArrayList<>();
  private BranchState head;

  /**
   * @param at the time of all commits, in whole seconds
   * @param text the text of the head's blob, which this batch changes
   */
  public CommitBatch(BranchState head, Instant at, BlobBuffer text, Zlib zlib, Persons persons) {
    this.base = head.commit();
    this.head = head;
    this.at = at;
    this.text = text;
    this.zlib = zlib;
    this.persons = persons;
  }

  /** Returns the state after all changes so far. */
  public BranchState head() {
    return head;
  }

  /** Returns the objects of all commits so far, each behind its delta base. */
  List<PackedObject> objects() {
    return objects;
  }

  /** Returns the steps of all commits so far. */
  List<CommittedTransition> steps() {
    return steps;
  }

  public BlobBuffer text() {
    return text;
  }

  /** Returns the push of all commits to a remote that has the first head. */
  Optional<Remote.Push> push() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(new Remote.Push(base, head.commit().orElseThrow(), List.copyOf(objects)));
  }

  boolean isEmpty() {
    return objects.isEmpty();
  }

  public Outcome apply(Change change) {
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
    return outcome;
  }

  /** Commits a step that was acknowledged on another head. */
  CommittedTransition rebase(Transition acknowledged, Rebase rebase) {
    Transition step = rebase.bring(acknowledged);
    CommittedTransition issued = commit(step, rebase.registry());
    rebase.remember(issued);
    head = head.remembering(List.of(issued));
    return issued;
  }

  private CommittedTransition commit(Transition step, Registry registry) {
    VersionsFile file = head.file();
    List<ApplicationId> apps = new ArrayList<>(head.unwritten());
    apps.add(step.app());
    for (ApplicationId app : apps) {
      file = file.withEntry(registry, app);
    }
    file = file.updatedAt(at).confirmed(registry, apps, at);
    ObjectId blob = addBlob(head.editsTo(file));
    PackedObject tree = PackedObject.whole(Constants.OBJ_TREE, head.tree().with(blob), zlib);
    objects.add(tree);
    ObjectId commit = addCommit(step, tree.id());
    head = head.followedBy(commit, file, blob, registry);
    CommittedTransition made = new CommittedTransition(step, head.commitId().orElseThrow());
    steps.add(made);
    return made;
  }

  private ObjectId addBlob(List<TextEdit> splices) {
    int length = text.length();
    text.apply(splices);
    ObjectId id = text.id();
    objects.add(
        head.blob()
            .map(base -> PackedObject.delta(id, base, Delta.of(length, splices), zlib))
            .orElseGet(() -> PackedObject.whole(id, Constants.OBJ_BLOB, text.toBytes(), zlib)));
    return id;
  }

  private ObjectId addCommit(Transition step, ObjectId tree) {
    CommitBuilder builder = new CommitBuilder();
    builder.setTreeId(tree);
    head.commit().ifPresent(builder::setParentId);
    builder.setAuthor(persons.author(step.request().principal(), step.at()));
    builder.setCommitter(persons.committer(at));
    builder.setMessage(CommitMessage.of(step));
    builder.setEncoding(UTF_8);
    try {
      PackedObject commit = PackedObject.whole(Constants.OBJ_COMMIT, builder.build(), zlib);
      objects.add(commit);
      return commit.id();
    } catch (UnsupportedEncodingException impossible) {
      throw new UncheckedIOException("building a commit in memory", impossible);
    }
  }
}
