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
 * The readable commits in a directory of objects, also of a repository that is too damaged for Git
 * to open.
 */
final class StoredCommits {

  /** The maximum length of a loose object's type and size, in bytes. */
  private static final int MAX_HEADER = 32;

  private interface Source {
    byte[] read() throws IOException;
  }

  private record Stored(ObjectId id, List<ObjectId> parents, int time, Source source) {}

  /** A commit without children, with its ancestors and itself. */
  private record Tip(Stored commit, Set<ObjectId> ancestors) {}

  private final Map<ObjectId, Stored> commits = new HashMap<>();
  private boolean intact = true;

  private StoredCommits() {}

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
   * Returns only the commits that are known to be acknowledged. Where the service acknowledges only
   * pushed changes, these are the ancestors of later batches: the newest batch may have been stored
   * and not pushed. All commits of a batch have the same time.
   *
   * @param reference an acknowledged commit
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

  /** Returns whether all packs and loose objects were readable. */
  boolean isIntact() {
    return intact;
  }

  boolean isEmpty() {
    return commits.isEmpty();
  }

  boolean contains(ObjectId id) {
    return commits.containsKey(id);
  }

  /**
   * Reads a commit.
   *
   * @throws CorruptObjectException if it is not among these commits
   */
  RevCommit read(ObjectId id) throws IOException {
    Stored stored = commits.get(id);
    if (stored == null) {
      throw new CorruptObjectException("commit " + id.name() + " cannot be read");
    }
    return parse(stored.source().read());
  }

  /**
   * Returns the newest commit without children; of equally new ones, the one with most ancestors.
   *
   * @param from the result or an ancestor of it; ignored if it is not among these commits
   */
  Optional<ObjectId> newest(Optional<ObjectId> from) {
    Set<ObjectId> parents = new HashSet<>();
    commits.values().forEach(commit -> parents.addAll(commit.parents()));
    Optional<ObjectId> base = from.filter(commits::containsKey);
    return commits.values().stream()
        .filter(commit -> !parents.contains(commit.id()))
        .map(commit -> new Tip(commit, ancestors(Set.of(commit.id()))))
        .filter(tip -> base.isEmpty() || tip.ancestors().contains(base.get()))
        .max(
            Comparator.comparingInt((Tip tip) -> tip.commit().time())
                .thenComparingInt(tip -> tip.ancestors().size()))
        .map(tip -> tip.commit().id());
  }

  /** Returns all commits in the order of their times, but each after its parents. */
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

  /** Returns the given commits and their ancestors that are among these commits. */
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
      for (int offset : pack.commits()) {
        add(() -> pack.read(offset));
      }
    } catch (IOException unreadable) {
      intact = false;
    }
  }

  private void addLoose(Path file) {
    try {
      byte[] object = inflated(file);
      String header = new String(object, 0, Math.min(object.length, MAX_HEADER), US_ASCII);
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
