package org.versionservice.proof;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.versionservice.version.Layout;

/**
 * The result of a torture run.
 *
 * @param violations the broken promises
 * @param kills the number of kills
 * @param struck the count of each fault
 * @param happened the count of each incident
 * @param forwarded how many changes were handed to the holder of the writer lease at last
 * @param took the time from the first request to the last
 */
record TortureReport(
    TorturePlan plan,
    Recording recording,
    RemoteHistory history,
    List<Violation> violations,
    int kills,
    Map<Fault, Integer> struck,
    Map<Incident, Integer> happened,
    long forwarded,
    Duration took) {

  private static final int MOST_SHOWN = 20;

  private static Map<Violation.Kind, Long> count(List<Violation> violations) {
    return violations.stream()
        .collect(Collectors.groupingBy(Violation::kind, TreeMap::new, Collectors.counting()));
  }

  /** Returns the figures and the first violations. */
  @Override
  public String toString() {
    int commits = history.commits().size();
    int pushes = history.formerHeads().size();
    Map<String, Long> answers =
        recording.attempts().stream()
            .collect(
                Collectors.groupingBy(
                    attempt -> attempt.answer().getClass().getSimpleName(),
                    TreeMap::new,
                    Collectors.counting()));
    StringBuilder text = new StringBuilder();
    text.append("torture with %s%n".formatted(plan));
    text.append(
        "  %d changes acknowledged in %d s, %d attempts: %s%n"
            .formatted(
                recording.acknowledged(), took.toSeconds(), recording.attempts().size(), answers));
    text.append("  %d kills, faults %s%n".formatted(kills, struck));
    text.append("  incidents %s%n".formatted(happened));
    text.append("  %d changes forwarded since the last starts%n".formatted(forwarded));
    text.append(
        "  %d commits in %d pushes, %d heads observed%n"
            .formatted(commits, pushes, recording.heads().size()));
    Map<Layout, Long> conversions =
        history.conversions().stream()
            .collect(
                Collectors.groupingBy(
                    RemoteHistory.Conversion::layout, TreeMap::new, Collectors.counting()));
    text.append("  conversions %s%n".formatted(conversions));
    text.append("  %d violations %s%n".formatted(violations.size(), count(violations)));
    violations.stream()
        .limit(MOST_SHOWN)
        .forEach(violation -> text.append("  %s%n".formatted(violation)));
    return text.toString();
  }
}
