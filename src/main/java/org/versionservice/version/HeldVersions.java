package org.versionservice.version;

import java.util.HashMap;
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

  /** Returns the versions of an app that the commits held or issued. */
  HandedOut handedOut(ApplicationId app) {
    return Optional.ofNullable(apps.get(app)).map(HeldVersion::handedOut).orElse(HandedOut.NONE);
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
    return file.or(() -> held.flatMap(HeldVersion::last))
        .or(() -> before)
        .or(() -> held.flatMap(HeldVersion::issued))
        .map(entry -> held.map(known -> known.after(before, entry)).orElse(entry))
        .map(entry -> before.map(entry::above).orElse(entry));
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
    private final Map<ReleaseLine, SemanticVersion> handedOut = new HashMap<>();
    private final Map<ReleaseLine, SemanticVersion> lines = new HashMap<>();
    private Optional<SemanticVersion> release = Optional.empty();
    private long changes;
    private long revision;
    private Optional<ApplicationVersion> last = Optional.empty();
    private Optional<Transition> oldest = Optional.empty();

    void issue(Transition step) {
      step.previous().ifPresent(this::reach);
      reach(step.version());
      if (step.line().isPresent()) {
        reach(lines, step.version());
      }
      oldest = Optional.of(step);
    }

    void hold(ApplicationVersion entry) {
      entry.handedOut().versions().forEach(this::reach);
      release = SemanticVersion.max(release, entry.release());
      entry.lines().versions().forEach(version -> reach(lines, version));
      last = last.or(() -> Optional.of(entry));
    }

    private void reach(SemanticVersion version) {
      reach(handedOut, version);
      if (!version.isPreRelease()) {
        release = SemanticVersion.max(release, Optional.of(version));
      }
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
          HandedOut.of(handedOut.values()),
          release,
          HandedOut.of(lines.values()),
          changes,
          revision,
          last,
          oldest.map(App::entry));
    }

    private static ApplicationVersion entry(Transition step) {
      return new ApplicationVersion(
          step.app(),
          step.version(),
          step.version(),
          Optional.empty(),
          step.at(),
          step.revision(),
          step.request().sha());
    }
  }
}
