package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.pack.PackScan;

/**
 * The commits in a directory of objects that can be read, whatever is broken beside them; for
 * repositories that Git itself would not open.
 */
final class StoredCommits {

  /** How much of an object's type and size is looked at, in bytes. */
  private static final int LONGEST_HEADER = 32;

  /** Reads a commit again. */
  private interface Source {
    byte[] read() throws IOException;
  }

  private record Stored(ObjectId id, List<ObjectId> parents, int time, Source source) {}

  /** A commit that none follows, and all that it is built on. */
  private record Tip(Stored commit, Set<ObjectId> line) {}

  private final Map<ObjectId, Stored> commits = new HashMap<>();
  private boolean intact = true;

  private StoredCommits() {}

  /**
   * Looks for all commits.
   *
   * @param objects a repository's {@code objects}
   */
  static StoredCommits in(Path objects) throws IOException {
    StoredCommits found = new StoredCommits();
    for (Path file : files(objects.resolve("pack"))) {
      if (file.getFileName().toString().endsWith(".pack")) {
        found.addPack(file);
      } else if (file.getFileName().toString().endsWith(".idx")) {
        String pack = file.getFileName().toString().replace(".idx", ".pack");
        found.intact &= Files.exists(file.resolveSibling(pack));
      }
    }
    for (Path directory : files(objects)) {
      if (directory.getFileName().toString().matches("[0-9a-f]{2}")) {
        for (Path file : files(directory)) {
          found.addLoose(file);
        }
      }
    }
    return found;
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /**
   * Only the commits that are known to have been acknowledged. Where only pushed changes are
   * acknowledged, these are the ones that a later batch is built on: what nothing is built on may
   * be a batch that was stored, and not pushed any more. All commits of a batch have one time.
   *
   * @param reference one that was acknowledged too, if it is here
   */
  StoredCommits acknowledged(Durability durability, Optional<ObjectId> reference) {
    if (durability != Durability.REMOTE) {
      return this;
    }
    Set<ObjectId> known = new HashSet<>();
    reference.ifPresent(known::add);
    for (Stored commit : commits.values()) {
      for (ObjectId parent : commit.parents()) {
        Stored before = commits.get(parent);
        if (before != null && before.time() < commit.time()) {
          known.add(parent);
        }
      }
    }
    StoredCommits acknowledged = new StoredCommits();
    acknowledged.intact = intact;
    for (ObjectId id : ancestors(known)) {
      acknowledged.commits.put(id, commits.get(id));
    }
    return acknowledged;
  }

  /** Returns whether nothing was met that cannot be read. */
  boolean isIntact() {
    return intact;
  }

  boolean isEmpty() {
    return commits.isEmpty();
  }

  boolean contains(ObjectId id) {
    return commits.containsKey(id);
  }

  /** A commit that is here. */
  RevCommit read(ObjectId id) throws IOException {
    Stored stored = commits.get(id);
    if (stored == null) {
      throw new CorruptObjectException("commit " + id.name() + " cannot be read");
    }
    return parse(stored.source().read());
  }

  /**
   * The newest commit that none follows.
   *
   * @param from one that it has to be or to follow, if it is here
   */
  Optional<ObjectId> newest(Optional<ObjectId> from) {
    Set<ObjectId> followed = new HashSet<>();
    commits.values().forEach(commit -> followed.addAll(commit.parents()));
    Optional<ObjectId> base = from.filter(commits::containsKey);
    return commits.values().stream()
        .filter(commit -> !followed.contains(commit.id()))
        .map(commit -> new Tip(commit, ancestors(Set.of(commit.id()))))
        .filter(tip -> base.isEmpty() || tip.line().contains(base.get()))
        .max(
            Comparator.comparingInt((Tip tip) -> tip.commit().time())
                .thenComparingInt(tip -> tip.line().size()))
        .map(tip -> tip.commit().id());
  }

  /** All commits, each behind its parents, and else by their time. */
  List<ObjectId> oldestFirst() {
    Set<ObjectId> done = new LinkedHashSet<>();
    commits.values().stream()
        .sorted(Comparator.comparingInt(Stored::time))
        .forEach(commit -> addWithParents(done, commit.id()));
    return List.copyOf(done);
  }

  private void addWithParents(Set<ObjectId> done, ObjectId tip) {
    Deque<ObjectId> path = new ArrayDeque<>(List.of(tip));
    while (!path.isEmpty()) {
      Stored commit = commits.get(path.element());
      Optional<ObjectId> parent =
          commit == null
              ? Optional.empty()
              : commit.parents().stream()
                  .filter(id -> commits.containsKey(id) && !done.contains(id))
                  .findFirst();
      if (parent.isPresent()) {
        path.push(parent.get());
      } else {
        done.add(path.pop());
      }
    }
  }

  /** Commits and all that they are built on, as far as it is here. */
  private Set<ObjectId> ancestors(Set<ObjectId> tips) {
    Set<ObjectId> seen = new HashSet<>();
    Deque<ObjectId> next = new ArrayDeque<>(tips);
    while (!next.isEmpty()) {
      ObjectId id = next.remove();
      Stored commit = commits.get(id);
      if (commit != null && seen.add(id)) {
        next.addAll(commit.parents());
      }
    }
    return seen;
  }

  private void addPack(Path file) {
    try {
      PackScan pack = PackScan.open(file);
      intact &= pack.isIntact();
      for (int place : pack.commits()) {
        add(() -> pack.read(place));
      }
    } catch (IOException unreadable) {
      intact = false;
    }
  }

  private void addLoose(Path file) {
    try {
      byte[] object = inflated(file);
      String header = new String(object, 0, Math.min(object.length, LONGEST_HEADER), US_ASCII);
      int start = header.indexOf('\0') + 1;
      if (header.startsWith("commit ") && start > 0) {
        add(
            () -> {
              byte[] again = inflated(file);
              return Arrays.copyOfRange(again, start, again.length);
            });
      }
    } catch (IOException unreadable) {
      intact = false;
    }
  }

  private static byte[] inflated(Path file) throws IOException {
    try (InputStream in =
        new InflaterInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return in.readAllBytes();
    }
  }

  private void add(Source source) throws IOException {
    RevCommit commit = parse(source.read());
    List<ObjectId> parents = Arrays.stream(commit.getParents()).map(ObjectId::copy).toList();
    ObjectId id = commit.copy();
    commits.put(id, new Stored(id, parents, commit.getCommitTime(), source));
  }

  private static RevCommit parse(byte[] raw) throws CorruptObjectException {
    try {
      return RevCommit.parse(raw);
    } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw new CorruptObjectException("no commit", damaged);
    }
  }
}
