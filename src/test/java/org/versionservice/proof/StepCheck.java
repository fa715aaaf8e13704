package org.versionservice.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versionservice.proof.RemoteHistory.Commit;
import org.versionservice.proof.RemoteHistory.Conversion;
import org.versionservice.proof.RemoteHistory.Edit;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.version.ApplicationId;

/**
 * Checks the audit trail: the commits of each app lead to ever higher versions of each line and to
 * ever higher revisions, and end at the state in the files. A conversion of the layout changes no
 * entry. An edit by hand may lower a version; the service's next version of the app is still above
 * all in the commits.
 */
final class StepCheck {

  private final RemoteHistory history;
  private final List<Violation> found;
  private final Map<ApplicationId, Entry> reached = new HashMap<>();

  /** The highest version of each app in each line of two numbers. */
  private final Map<ApplicationId, Map<SeenLine, SeenVersion>> highest = new HashMap<>();

  /** The same of the versions that are kept: not only reserved. */
  private final Map<ApplicationId, Map<SeenLine, SeenVersion>> kept = new HashMap<>();

  /** The reservations that were not settled. */
  private final Map<ApplicationId, Set<SeenVersion>> open = new HashMap<>();

  /** Apps with reservations, whose versions continue from any of them. */
  private final Set<ApplicationId> reserving = new HashSet<>();

  private final Set<ApplicationId> edited = new HashSet<>();

  /** Apps that were edited by hand and not changed by the service since. */
  private final Set<ApplicationId> editedLast = new HashSet<>();

  StepCheck(RemoteHistory history, List<Violation> found) {
    this.history = history;
    this.found = found;
  }

  void check() {
    for (Commit commit : history.commits()) {
      if (commit instanceof Step step) {
        checkStep(step, reached.get(step.app()));
        step.previous().ifPresent(start -> start(step.app(), start));
        Entry entry = after(step, Optional.ofNullable(reached.get(step.app())));
        account(step);
        reached.put(step.app(), entry);
        editedLast.remove(step.app());
        checkSample(step);
      } else if (commit instanceof Conversion conversion) {
        checkFile(conversion.file(), conversion.layout() + " at " + conversion.id());
        follow(conversion.file());
      } else if (commit instanceof Edit edit) {
        follow(edit.file());
      }
    }
    checkFile(history.file(), "the file");
  }

  private void checkSample(Step step) {
    Map<ApplicationId, Entry> file = history.samples().get(step.id());
    if (file != null) {
      checkFile(file, "the file at " + step.id());
    }
  }

  private void checkFile(Map<ApplicationId, Entry> file, String name) {
    if (!reached.equals(file)) {
      Set<ApplicationId> apps = new HashSet<>(reached.keySet());
      apps.addAll(file.keySet());
      apps.forEach(app -> checkEntry(app, reached.get(app), file.get(app), name));
    }
  }

  /** Returns the apps that were edited by hand. */
  Set<ApplicationId> edited() {
    return Set.copyOf(edited);
  }

  private void reach(ApplicationId app, Entry entry) {
    reached.put(app, entry);
    note(highest, app, entry.current());
    note(kept, app, entry.current());
  }

  /** The version before the first one of a line is kept. */
  private void start(ApplicationId app, SeenVersion version) {
    if (!highest.getOrDefault(app, Map.of()).containsKey(lineOf(version))) {
      note(highest, app, version);
      note(kept, app, version);
    }
  }

  private static void note(
      Map<ApplicationId, Map<SeenLine, SeenVersion>> table,
      ApplicationId app,
      SeenVersion version) {
    table
        .computeIfAbsent(app, first -> new HashMap<>())
        .merge(lineOf(version), version, StepCheck::higher);
  }

  private static SeenLine lineOf(SeenVersion version) {
    return new SeenLine(version.numbers().subList(0, 2));
  }

  private void account(Step step) {
    Set<SeenVersion> reservations = open.computeIfAbsent(step.app(), first -> new HashSet<>());
    switch (step.act()) {
      case RESERVE -> {
        reservations.add(step.version());
        reserving.add(step.app());
      }
      case CONFIRM, ABORT -> reservations.remove(step.version());
      case DELETE -> reservations.clear();
      case ISSUE -> {}
    }
    note(highest, step.app(), step.version());
    if (step.act() != RemoteHistory.Act.RESERVE && step.act() != RemoteHistory.Act.ABORT) {
      note(kept, step.app(), step.version());
    }
  }

  /** A version of an older line, or one reserved, does not become the current one of a live app. */
  private static Entry after(Step step, Optional<Entry> before) {
    boolean live = before.filter(entry -> !entry.deleted()).isPresent();
    boolean stays = step.line().isPresent() || step.act() == RemoteHistory.Act.CONFIRM;
    SeenVersion current =
        switch (step.act()) {
          case RESERVE, ABORT ->
              before.map(Entry::current).or(step::previous).orElse(step.version());
          default ->
              stays && live ? higher(before.get().current(), step.version()) : step.version();
        };
    boolean deleted =
        switch (step.act()) {
          case DELETE -> true;
          case RESERVE, ABORT -> !live;
          case ISSUE, CONFIRM -> false;
        };
    return new Entry(current, step.revision(), deleted);
  }

  private static SeenVersion higher(SeenVersion a, SeenVersion b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  private Optional<SeenVersion> kept(ApplicationId app, Optional<SeenLine> line) {
    return kept.getOrDefault(app, Map.of()).values().stream()
        .filter(version -> line.map(named -> named.contains(version)).orElse(true))
        .reduce(StepCheck::higher);
  }

  /** An app that the file lacks was deleted, by this edit or before. */
  private void follow(Map<ApplicationId, Entry> file) {
    Map<ApplicationId, Entry> before = Map.copyOf(reached);
    file.forEach(this::reach);
    before.forEach(
        (app, entry) -> {
          if (!file.containsKey(app)) {
            reach(app, new Entry(entry.current(), entry.revision(), true));
          }
        });
    reached.forEach(
        (app, entry) -> {
          if (!entry.equals(before.get(app))) {
            edited.add(app);
            editedLast.add(app);
          }
        });
  }

  private void checkStep(Step step, @Nullable Entry before) {
    long revision = before == null ? 0 : before.revision();
    boolean follows =
        editedLast.contains(step.app())
            ? step.revision() > revision
            : step.revision() == revision + 1;
    if (!follows) {
      add("revision %d is followed by that of %s".formatted(revision, step));
    }
    if (step.conflict().isPresent()) {
      add("a version was given out on two sides: " + step);
    }
    boolean known = open.getOrDefault(step.app(), Set.of()).contains(step.version());
    switch (step.act()) {
      case DELETE -> checkDelete(step, before);
      case CONFIRM, ABORT -> checkSettlement(step, known);
      case RESERVE, ISSUE -> {
        if (!(known && step.reserved())) {
          checkMove(step, before);
        }
      }
    }
  }

  private void checkSettlement(Step step, boolean known) {
    if (!known) {
      add("a settlement of what is not reserved: " + step);
    }
  }

  private void checkDelete(Step step, @Nullable Entry before) {
    if (before == null || before.deleted() || !before.current().equals(step.version())) {
      add("%s is followed by a delete of something else: %s".formatted(before, step));
    }
  }

  private void checkMove(Step step, @Nullable Entry before) {
    Optional<SeenVersion> held = kept(step.app(), step.line());
    Optional<SeenVersion> taken =
        Optional.ofNullable(highest.getOrDefault(step.app(), Map.of()).get(lineOf(step.version())));
    if (taken.filter(top -> step.version().compareTo(top) <= 0).isPresent()) {
      add("%s, which is not above %s that was handed out".formatted(step, taken));
    }
    if (held.filter(top -> step.version().compareTo(top) <= 0).isPresent()) {
      add("%s, which is not above %s that there was".formatted(step, held));
    }
    if (step.line().filter(line -> !line.contains(step.version())).isPresent()) {
      add("a version outside its line: " + step);
    }
    if (step.previous().filter(from -> from.compareTo(step.version()) >= 0).isPresent()) {
      add("a step down: " + step);
    }
    // Only a set of a new or deleted app has no previous version; an increment continues from the
    // highest version of its line, which may start anywhere.
    boolean set = step.type().equals("set");
    boolean free = set ? before == null || before.deleted() : held.isEmpty();
    Optional<SeenVersion> expected = set ? Optional.ofNullable(before).map(Entry::current) : held;
    boolean known = !free && !editedLast.contains(step.app()) && !reserving.contains(step.app());
    if (known && before != null && !step.previous().equals(expected)) {
      add("%s is followed by %s, computed from something else".formatted(before, step));
    }
  }

  private void checkEntry(
      ApplicationId app, @Nullable Entry reached, @Nullable Entry entry, String file) {
    boolean same =
        editedLast.contains(app)
            ? reached != null
                && entry != null
                && reached.current().equals(entry.current())
                && reached.deleted() == entry.deleted()
            : reached != null && reached.equals(entry);
    if (!same) {
      add("the commits lead %s to %s, %s has %s".formatted(app, reached, file, entry));
    }
  }

  private void add(String text) {
    found.add(new Violation(Violation.Kind.BROKEN_HISTORY, text));
  }
}
