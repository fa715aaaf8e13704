package org.versionservice.version;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a range of commits tells about each app beyond its newest file: each version in a commit
 * counts as issued, and each change of an entry, also by hand, counts for the app's revision.
 *
 * <p>Two consecutive ranges tell the same as one range of all their commits. So a replica that
 * reads all commits at its start knows the same as one that followed them.
 */
public final class HeldVersions {

  /** What an empty range tells: nothing. */
  public static final HeldVersions NONE = new HeldVersions(Map.of());

  private final Map<ApplicationId, HeldVersion> apps;

  private HeldVersions(Map<ApplicationId, HeldVersion> apps) {
    this.apps = apps;
  }

  /** Returns the apps that the range tells about. */
  public Set<ApplicationId> apps() {
    return apps.keySet();
  }

  /** Returns what was handed out of an app after the commits. */
  HandedOut after(ApplicationId app, HandedOut before) {
    return Optional.ofNullable(apps.get(app)).map(held -> held.after(before)).orElse(before);
  }

  /**
   * Returns the entry of a live or deleted app after the commits.
   *
   * @param before the entry before them
   * @param file the entry in the file after them
   * @return empty for an unknown app
   */
  Optional<ApplicationVersion> after(
      ApplicationId app, Optional<ApplicationVersion> before, Optional<ApplicationVersion> file) {
    Optional<HeldVersion> held = Optional.ofNullable(apps.get(app));
    Optional<ApplicationVersion> earlier =
        before.map(entry -> held.map(known -> known.sinceDeleted(entry)).orElse(entry));
    return file.or(() -> held.flatMap(HeldVersion::last))
        .or(() -> earlier)
        .or(() -> held.flatMap(HeldVersion::issued))
        .map(entry -> held.map(known -> known.after(before, entry)).orElse(entry))
        .map(entry -> earlier.map(entry::above).orElse(entry));
  }

  /** Collects held versions from the newest commit back to the oldest. */
  public static final class Gatherer {

    private final Map<ApplicationId, App> apps = new HashMap<>();

    /** Adds a step, older than all before, whose commit the service made. */
    public void addOlder(Transition step) {
      App app = app(step.app());
      app.issue(step);
      app.change(step.revision());
    }

    /**
     * Adds a step, older than all before, whose commit was rewritten. Its version counts as issued;
     * the commit's change of the file is added as an edit.
     */
    public void addOlderClaim(Transition step) {
      app(step.app()).issue(step);
    }

    /**
     * Adds an edit, older than all before.
     *
     * @param before the live or deleted entry before it; empty if there was none
     * @param after the entry after it; empty if the edit removed it
     */
    public void addOlderEdit(
        Optional<ApplicationVersion> before, Optional<ApplicationVersion> after) {
      App app = app(after.or(() -> before).orElseThrow().id());
      after.ifPresent(app::hold);
      before.ifPresent(app::hold);
      app.change(after.map(ApplicationVersion::revision).orElse(0L));
    }

    private App app(ApplicationId id) {
      return apps.computeIfAbsent(id, first -> new App());
    }

    /** Returns the held versions of all that was added. */
    public HeldVersions held() {
      Map<ApplicationId, HeldVersion> held = new HashMap<>();
      apps.forEach((id, app) -> held.put(id, app.held()));
      return new HeldVersions(held);
    }
  }

  private static final class App {
    private final Map<ReleaseLine, SemanticVersion> highest = new HashMap<>();
    private final Map<ReleaseLine, SemanticVersion> kept = new HashMap<>();
    private final Map<ReleaseLine, SemanticVersion> namedHighest = new HashMap<>();
    private final Map<ReleaseLine, SemanticVersion> namedKept = new HashMap<>();
    private final Map<SemanticVersion, Reservation> reserved = new HashMap<>();
    private Optional<SemanticVersion> release = Optional.empty();
    private long changes;
    private long revision;
    private Optional<ApplicationVersion> last = Optional.empty();
    private Optional<Transition> oldest = Optional.empty();

    /** The first one of all deletions so far, which is the next one of each older step. */
    private Optional<Instant> deleted = Optional.empty();

    /** The version before of the oldest step in a line, unless an older one has the line. */
    private final Map<ReleaseLine, SemanticVersion> starts = new HashMap<>();

    void issue(Transition step) {
      SemanticVersion version = step.version();
      starts.remove(ReleaseLine.of(version));
      step.previous().ifPresent(this::start);
      reach(highest, version);
      step.line().ifPresent(line -> reach(namedHighest, version));
      step.reservation().ifPresent(this::reserve);
      if (step.keeps()) {
        keep(version);
        step.line().ifPresent(line -> reach(namedKept, version));
      }
      if (step.type() == Transition.Type.DELETE) {
        deleted = Optional.of(step.at());
      }
      oldest = Optional.of(step);
    }

    private void start(SemanticVersion before) {
      reach(highest, before);
      starts.put(ReleaseLine.of(before), before);
    }

    private void reserve(Reservation reservation) {
      boolean aborted = deleted.isPresent() && reservation.state() == Reservation.State.OPEN;
      Reservation known =
          aborted
              ? reservation.settled(Reservation.State.ABORTED, deleted.orElseThrow())
              : reservation;
      reserved.merge(known.version(), known, Reservation::and);
    }

    void hold(ApplicationVersion entry) {
      entry.handedOut().versions().forEach(version -> reach(highest, version));
      entry.handedOut().versions().forEach(version -> starts.remove(ReleaseLine.of(version)));
      entry.handedOut().keptVersions().forEach(version -> reach(kept, version));
      entry.lines().versions().forEach(version -> reach(namedHighest, version));
      entry.lines().keptVersions().forEach(version -> reach(namedKept, version));
      entry.reserved().all().forEach(this::reserve);
      release = SemanticVersion.max(release, entry.release());
      last = last.or(() -> Optional.of(entry));
    }

    private void keep(SemanticVersion version) {
      reach(kept, version);
      release =
          SemanticVersion.max(release, Optional.of(version).filter(top -> !top.isPreRelease()));
    }

    private static void reach(Map<ReleaseLine, SemanticVersion> table, SemanticVersion version) {
      table.merge(ReleaseLine.of(version), version, SemanticVersion::max);
    }

    /** Adds a change before all others, each of which raised its revision by at least one. */
    void change(long to) {
      revision = Math.max(revision, HeldVersion.sum(to, changes));
      changes++;
    }

    HeldVersion held() {
      return new HeldVersion(
          HandedOut.of(highest.values(), kept.values()),
          List.copyOf(starts.values()),
          release,
          HandedOut.of(namedHighest.values(), namedKept.values()),
          Reservations.of(reserved.values()),
          deleted,
          changes,
          revision,
          last,
          oldest.map(App::entry));
    }

    private static ApplicationVersion entry(Transition step) {
      SemanticVersion current =
          step.keeps() ? step.version() : step.previous().orElse(step.version());
      return new ApplicationVersion(
          step.app(),
          current,
          current,
          Optional.empty(),
          step.at(),
          step.revision(),
          step.request().sha());
    }
  }
}
