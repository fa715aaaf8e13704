package org.versionservice.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entries of all apps at one moment, and the versions that were handed out; immutable.
 *
 * @param live the entries of the live apps
 * @param deleted the last entries of the deleted apps; no app is in both
 * @param handedOut what was handed out of each app, at least what its entry tells
 */
record Applications(AppTable live, AppTable deleted, HashTrie<ApplicationId, HandedOut> handedOut) {

  static final Applications NONE =
      new Applications(AppTable.EMPTY, AppTable.EMPTY, HashTrie.of(Map.of()));

  /** From so many changed tables on, all are copied, which costs less than one after the other. */
  private static final int MANY = 1_000;

  Optional<ApplicationVersion> known(ApplicationId app) {
    return live.find(app).or(() -> deleted.find(app));
  }

  HandedOut handedOut(ApplicationId app) {
    return handedOut.find(app).orElse(HandedOut.NONE);
  }

  /** Returns this state with an entry of a live app. */
  Applications with(ApplicationVersion entry) {
    Applications all = handingOut(entry.id(), entry.handedOut());
    ApplicationVersion raised = entry.raisedTo(all.handedOut(entry.id()));
    return new Applications(live.with(raised), deleted.without(entry.id()), all.handedOut);
  }

  /** Returns this state with the last entry of a deleted app. */
  Applications withDeleted(ApplicationVersion last) {
    Applications all = handingOut(last.id(), last.handedOut());
    ApplicationVersion raised = last.raisedTo(all.handedOut(last.id()));
    return new Applications(live.without(last.id()), deleted.with(raised), all.handedOut);
  }

  /** Returns this state with versions of an app handed out. */
  Applications handingOut(ApplicationId app, HandedOut versions) {
    HandedOut before = handedOut(app);
    return before.covers(versions)
        ? this
        : new Applications(live, deleted, handedOut.with(app, before.with(versions), kept -> true));
  }

  /** Returns this state with versions of many apps handed out. */
  Applications handingOut(Map<ApplicationId, HandedOut> versions) {
    if (versions.size() < MANY) {
      Applications all = this;
      for (Map.Entry<ApplicationId, HandedOut> app : versions.entrySet()) {
        all = all.handingOut(app.getKey(), app.getValue());
      }
      return all;
    }
    Map<ApplicationId, HandedOut> all = new HashMap<>();
    handedOut.entries().forEach(app -> all.put(app.getKey(), app.getValue()));
    versions.forEach((app, table) -> all.merge(app, table, HandedOut::with));
    return new Applications(live, deleted, HashTrie.of(all));
  }

  /** Returns this state with entries of live apps and last entries; no id is in both. */
  private Applications moved(List<ApplicationVersion> found, List<ApplicationVersion> last) {
    return new Applications(
        live.without(last).with(found), deleted.without(found).with(last), handedOut);
  }

  /**
   * Returns this state with those of the entries that are newer.
   *
   * @param present entries of live apps
   * @param removed the last entries of deleted apps; no id is in both
   */
  Applications aheadBy(
      Collection<ApplicationVersion> present, Collection<ApplicationVersion> removed) {
    List<ApplicationVersion> found = present.stream().filter(this::isNewer).toList();
    List<ApplicationVersion> last = removed.stream().filter(this::isNewer).toList();
    Map<ApplicationId, HandedOut> versions = new HashMap<>();
    found.forEach(entry -> versions.put(entry.id(), entry.handedOut()));
    last.forEach(entry -> versions.put(entry.id(), entry.handedOut()));
    return moved(found, last).handingOut(versions);
  }

  private boolean isNewer(ApplicationVersion entry) {
    return known(entry.id()).filter(known -> known.revision() >= entry.revision()).isEmpty();
  }

  /** Returns the successor of this state, read from the files of all projects. */
  Applications succeededBy(
      Collection<ApplicationVersion> found,
      Collection<ApplicationVersion> removed,
      HeldVersions held) {
    return succeeded(live, found, removed, held);
  }

  /** Returns the successor of this state, read from the files of some projects. */
  Applications succeededIn(
      Set<ProjectId> projects,
      Collection<ApplicationVersion> found,
      Collection<ApplicationVersion> removed,
      HeldVersions held) {
    List<ApplicationVersion> before =
        projects.stream().flatMap(project -> live.of(project).stream()).toList();
    List<ApplicationVersion> allFound = new ArrayList<>(found);
    List<ApplicationVersion> allRemoved = new ArrayList<>(removed);
    for (ApplicationId app : held.apps()) {
      if (!projects.contains(app.project())) {
        live.find(app).ifPresent(allFound::add);
        deleted.find(app).ifPresent(allRemoved::add);
      }
    }
    return succeeded(before, allFound, allRemoved, held);
  }

  /**
   * @param before the live apps that count as deleted if the files lack them
   */
  private Applications succeeded(
      List<ApplicationVersion> before,
      Collection<ApplicationVersion> found,
      Collection<ApplicationVersion> removed,
      HeldVersions held) {
    Map<ApplicationId, ApplicationVersion> file = new HashMap<>();
    removed.forEach(entry -> file.put(entry.id(), entry));
    found.forEach(entry -> file.merge(entry.id(), entry, (last, now) -> now.above(last)));
    Set<ApplicationId> liveIds =
        found.stream().map(ApplicationVersion::id).collect(Collectors.toCollection(HashSet::new));
    Set<ApplicationId> all = new HashSet<>(file.keySet());
    before.forEach(entry -> all.add(entry.id()));
    all.addAll(held.apps());
    List<ApplicationVersion> present = new ArrayList<>(found.size());
    List<ApplicationVersion> last = new ArrayList<>();
    Map<ApplicationId, HandedOut> versions = new HashMap<>();
    for (ApplicationId app : all.stream().sorted().toList()) {
      Optional<ApplicationVersion> after =
          held.after(app, known(app), Optional.ofNullable(file.get(app)));
      if (after.isPresent()) {
        HandedOut table = held.after(app, handedOut(app)).with(after.get().handedOut());
        versions.put(app, table);
        (liveIds.contains(app) ? present : last).add(after.get().raisedTo(table));
      }
    }
    return moved(present, last).handingOut(versions);
  }

  /** Returns this state with the apps of one project only. */
  Applications only(ProjectId project) {
    return new Applications(
        AppTable.of(live.of(project)), AppTable.of(deleted.of(project)), handedOut);
  }
}
