package org.versionservice.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.versionservice.proof.RemoteHistory.Commit;
import org.versionservice.proof.RemoteHistory.Conversion;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Layout;

/**
 * A simulated run of a service that keeps all promises; tests can change it.
 *
 * <p>Each change takes effect at one moment between the start of its first try and its answer.
 */
final class Run {

  private static final int APPS = 3;
  private static final int LONGEST = 30;

  final List<RequestAttempt> attempts = new ArrayList<>();
  final List<Commit> commits = new ArrayList<>();
  final List<Answer.Converted> conversions = new ArrayList<>();
  final Map<CommitId, Map<ApplicationId, Entry>> samples = new HashMap<>();
  final Map<ApplicationId, Entry> file = new HashMap<>();
  final List<CommitId> heads = new ArrayList<>();
  private final Random random;
  private long now;
  private Layout layout = Layout.SINGLE;

  Run(long seed, int requests) {
    random = new Random(seed);
    for (int i = 0; i < requests; i++) {
      now += 1 + random.nextInt(10);
      request(i);
      if (chance(0.1)) {
        convert();
      }
    }
  }

  List<Violation> check() {
    Recording recording = new Recording();
    attempts.forEach(recording::add);
    conversions.forEach(recording::add);
    heads.forEach(recording::addHead);
    return Checker.check(recording, new RemoteHistory(commits, samples, file, heads));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  CommitId newCommitId() {
    return new CommitId("%040x".formatted(random.nextLong(Long.MAX_VALUE)));
  }

  private void convert() {
    layout = layout == Layout.SINGLE ? Layout.PROJECT : Layout.SINGLE;
    Conversion conversion = new Conversion(newCommitId(), layout, Map.copyOf(file));
    commits.add(conversion);
    conversions.add(new Answer.Converted(layout, conversion.id(), true));
  }

  private void request(int number) {
    ApplicationId app = new ApplicationId("p-app" + random.nextInt(APPS));
    Optional<IdempotencyKey> key =
        chance(0.8) ? Optional.of(new IdempotencyKey("key-" + number)) : Optional.empty();
    if (chance(0.1)) {
      attempts.add(
          attempt(app, RequestAttempt.Kind.INCREMENT, key, -9, 9, new Answer.Denied("down")));
      return;
    }
    Step step = step(app, key);
    commits.add(step);
    file.put(app, new Entry(step.version(), step.revision(), step.deletes()));
    if (chance(0.1)) {
      samples.put(step.id(), Map.copyOf(file));
    }
    if (chance(0.3)) {
      heads.add(step.id());
    }
    answer(step);
  }

  private Step step(ApplicationId app, Optional<IdempotencyKey> key) {
    Entry before = file.getOrDefault(app, new Entry(SeenVersion.parse("1.0.0"), 0, true));
    boolean delete = !before.deleted() && chance(0.1);
    boolean set = !delete && chance(0.1);
    int patch = before.current().numbers().get(2).intValue() + (set ? 7 : 1);
    SeenVersion version = delete ? before.current() : SeenVersion.parse("1.0." + patch);
    Optional<SeenVersion> previous =
        set && before.deleted() ? Optional.empty() : Optional.of(before.current());
    String type = delete ? "delete" : set ? "set" : "patch";
    Optional<SeenLine> line =
        type.equals("patch") && chance(0.3)
            ? Optional.of(SeenLine.parse(chance(0.5) ? "1" : "1.0"))
            : Optional.empty();
    return new Step(
        newCommitId(),
        app,
        type,
        version,
        previous,
        before.revision() + 1,
        key,
        Optional.empty(),
        line,
        false);
  }

  private void answer(Step step) {
    RequestAttempt.Kind kind =
        switch (step.type()) {
          case "delete" -> RequestAttempt.Kind.DELETE;
          case "set" -> RequestAttempt.Kind.SET;
          default -> RequestAttempt.Kind.INCREMENT;
        };
    boolean pushed = chance(0.7);
    CommitId commit = pushed ? step.id() : newCommitId();
    Answer made = new Answer.Made(step.version(), commit, pushed);
    Answer unknown = new Answer.Unknown("cut");
    long start = -random.nextInt(LONGEST);
    long end = random.nextInt(LONGEST);
    if (step.key().isPresent() && chance(0.1)) {
      Answer denied = new Answer.Denied("down");
      attempts.add(attempt(step, kind, start - 9, start - 1, denied));
    }
    if (chance(0.7)) {
      attempts.add(attempt(step, kind, start, end, made));
    } else {
      attempts.add(attempt(step, kind, start, end, unknown));
      if (step.key().isPresent() && chance(0.8)) {
        attempts.add(attempt(step, kind, end + 1, end + 9, made));
      }
    }
  }

  private RequestAttempt attempt(
      Step step, RequestAttempt.Kind kind, long start, long end, Answer answer) {
    return new RequestAttempt(
        attempts.size(), step.app(), kind, step.key(), now + start, now + end, answer, step.line());
  }

  private RequestAttempt attempt(
      ApplicationId app,
      RequestAttempt.Kind kind,
      Optional<IdempotencyKey> key,
      long start,
      long end,
      Answer answer) {
    return new RequestAttempt(attempts.size(), app, kind, key, now + start, now + end, answer);
  }
}
