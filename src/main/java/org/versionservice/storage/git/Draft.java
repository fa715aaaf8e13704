package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.versionservice.version.Change;
import org.versionservice.version.CommitId;
import org.versionservice.version.Issued;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.Rebase;
import org.versionservice.version.Registry;
import org.versionservice.version.Transition;

/**
 * A batch of changes on top of a head: one commit for each step, in memory. Not for several
 * threads.
 */
final class Draft {

  private static final String MAIL_DOMAIN = "@version-service.invalid";

  private final Instant at;
  private final List<PackedObject> objects = new ArrayList<>();
  private Head head;

  /**
   * @param head what the first commit is built on
   * @param at the time of all commits, in whole seconds
   */
  Draft(Head head, Instant at) {
    this.head = head;
    this.at = at;
  }

  /** The state after all changes so far. */
  Head head() {
    return head;
  }

  /** The objects of all commits so far, each behind those that it is a delta to. */
  List<PackedObject> objects() {
    return objects;
  }

  boolean isEmpty() {
    return objects.isEmpty();
  }

  /** Makes a change. */
  Outcome apply(Change change) {
    Outcome outcome = head.registry().apply(change, at);
    if (outcome instanceof Outcome.Applied applied) {
      for (Transition step : applied.transitions()) {
        Issued issued = commit(step, applied.registry());
        head = head.remembering(List.of(issued));
      }
    }
    return outcome;
  }

  /** Brings a step that was acknowledged on another head. */
  Issued bring(Transition acknowledged, Rebase rebase) {
    Transition step = rebase.bring(acknowledged);
    Issued issued = commit(step, rebase.registry());
    rebase.remember(issued);
    head = head.remembering(List.of(issued));
    return issued;
  }

  private Issued commit(Transition step, Registry registry) {
    VersionsFile file = head.file();
    for (var app : head.unwritten()) {
      file = file.agreeingWith(registry, app);
    }
    file = file.agreeingWith(registry, step.app()).updatedAt(at);
    List<byte[]> pieces = file.pieces();
    ObjectId blob = addBlob(pieces);
    byte[] tree = head.tree().with(blob);
    ObjectId treeId = RootTree.id(tree);
    objects.add(PackedObject.whole(treeId, Constants.OBJ_TREE, tree));
    ObjectId commit = addCommit(step, treeId);
    head =
        new Head(
            Optional.of(commit), head.tree(), file, Optional.of(blob), pieces, registry, List.of());
    return new Issued(step, new CommitId(commit.name()));
  }

  private ObjectId addBlob(List<byte[]> pieces) {
    byte[] content = flat(pieces);
    ObjectId id = blobId(content);
    objects.add(
        head.blob()
            .map(base -> PackedObject.delta(id, base, Delta.between(head.stored(), pieces)))
            .orElseGet(() -> PackedObject.whole(id, Constants.OBJ_BLOB, content)));
    return id;
  }

  private ObjectId addCommit(Transition step, ObjectId tree) {
    CommitBuilder builder = new CommitBuilder();
    builder.setTreeId(tree);
    head.commit().ifPresent(builder::setParentId);
    builder.setAuthor(person(step.request().principal(), step.at()));
    builder.setCommitter(person(Principal.SERVICE, at));
    builder.setMessage(CommitMessage.of(step));
    builder.setEncoding(UTF_8);
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      byte[] content = builder.build();
      ObjectId id = formatter.idFor(Constants.OBJ_COMMIT, content);
      objects.add(PackedObject.whole(id, Constants.OBJ_COMMIT, content));
      return id;
    } catch (IOException impossible) {
      throw new UncheckedIOException("building a commit in memory", impossible);
    }
  }

  /** The whole of the blob that a head has, as the base of the first delta in a new pack. */
  static PackedObject keyframe(Head head) {
    return PackedObject.whole(head.blob().orElseThrow(), Constants.OBJ_BLOB, flat(head.stored()));
  }

  private static PersonIdent person(Principal principal, Instant at) {
    String mailbox = principal.name().replace(' ', '.');
    return new PersonIdent(principal.name(), mailbox + MAIL_DOMAIN, at, ZoneOffset.UTC);
  }

  static byte[] flat(List<byte[]> pieces) {
    byte[] content = new byte[Delta.length(pieces)];
    int length = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, content, length, piece.length);
      length += piece.length;
    }
    return content;
  }

  private static ObjectId blobId(byte[] content) {
    MessageDigest sha1 = Constants.newMessageDigest();
    sha1.update(("blob " + content.length + '\0').getBytes(US_ASCII));
    return ObjectId.fromRaw(sha1.digest(content));
  }
}
