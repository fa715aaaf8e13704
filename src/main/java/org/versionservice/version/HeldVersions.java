package org.versionservice.version;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the commits of a branch tell of each app, beyond what the newest file says: each version
 * that one of them held counts as issued, and each change of an entry counts for the app's
 * revision, whoever made it.
 *
 * <p>What two ranges of commits tell, one after the other, is what both together tell. So a replica
 * that reads all commits at its start knows just what another one knows that followed them.
 */
public final class HeldVersions {

  /** What no commits tell. */
  public static final HeldVersions NONE = new HeldVersions(Map.of());

  private final Map<ApplicationId, HeldVersion> apps;

  private HeldVersions(Map<ApplicationId, HeldVersion> apps) {
    this.apps = apps;
  }

  /** All apps that the commits tell of. */
  Set<ApplicationId> apps() {
    return apps.keySet();
  }

  /**
   * The entry of an app after the commits, be it there or deleted.
   *
   * @param before the entry before them
   * @param file what the file says after them
   * @return empty if nothing is known of the app
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

  /** Gathers what commits tell, from the newest one back to the oldest. */
  public static final class Gatherer {

    private final Map<ApplicationId, App> apps = new HashMap<>();

    /** Adds a step that is older than all before, and whose commit is this service's own. */
    public void addOlder(Transition step) {
      App app = app(step.app());
      app.issue(step);
      app.change(step.revision());
    }

    /**
     * Adds a step that is older than all before, and whose commit somebody rewrote. Its version was
     * issued once; what the commit makes of the file is added as an edit.
     */
    public void addOlderClaim(Transition step) {
      app(step.app()).issue(step);
    }

    /**
     * Adds an edit that is older than all before.
     *
     * @param before the app's entry before it, be it there or deleted; empty if there was none
     * @param after the entry after it; empty if it was removed
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

    /** What all that was added tells. */
    public HeldVersions held() {
      Map<ApplicationId, HeldVersion> held = new HashMap<>();
      apps.forEach((id, app) -> held.put(id, app.held()));
      return new HeldVersions(held);
    }
  }

  /** What is gathered of one app. */
  private static final class App {
    private Optional<SemanticVersion> highest = Optional.empty();
    private long changes;
    private long revision;
    private Optional<ApplicationVersion> last = Optional.empty();
    private Optional<Transition> oldest = Optional.empty();

    void issue(Transition step) {
      reach(step.version());
      oldest = Optional.of(step);
    }

    void hold(ApplicationVersion entry) {
      reach(entry.highest());
      last = last.or(() -> Optional.of(entry));
    }

    private void reach(SemanticVersion version) {
      highest =
          Optional.of(highest.map(known -> SemanticVersion.max(known, version)).orElse(version));
    }

    /** Adds a change before all others; each of those raised what it left by one at least. */
    void change(long to) {
      revision = Math.max(revision, HeldVersion.sum(to, changes));
      changes++;
    }

    HeldVersion held() {
      return new HeldVersion(
          highest.orElseThrow(), changes, revision, last, oldest.map(App::entry));
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
