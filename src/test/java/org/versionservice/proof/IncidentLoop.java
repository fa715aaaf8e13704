package org.versionservice.proof;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Causes one {@link Incident} after the other, until each happened as often as planned. */
final class IncidentLoop implements Runnable {

  private final IncidentCause cause;
  private final Set<Incident> kinds;
  private final int ofEachKind;
  private final Duration pause;
  private final CountDownLatch over;
  private final Random random;
  private final Map<Incident, Integer> happened = new EnumMap<>(Incident.class);

  /**
   * @param pause the time between two incidents
   */
  IncidentLoop(
      TorturePlan plan,
      Duration pause,
      Set<Incident> kinds,
      IncidentCause cause,
      CountDownLatch over,
      Random random) {
    this.cause = cause;
    this.kinds = kinds;
    this.ofEachKind = plan.incidentsOfEachKind();
    this.pause = pause;
    this.over = over;
    this.random = random;
  }

  /** Returns the count of each incident. */
  synchronized Map<Incident, Integer> happened() {
    return new EnumMap<>(happened);
  }

  /** Returns whether each incident happened as often as planned. */
  boolean isEnough() {
    return missing().isEmpty();
  }

  @Override
  public void run() {
    try {
      while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        List<Incident> missing = missing();
        if (!missing.isEmpty()) {
          Incident next = missing.get(random.nextInt(missing.size()));
          if (cause.happen(next)) {
            count(next);
          }
        }
      }
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Incident> missing() {
    return kinds.stream().filter(kind -> happened.getOrDefault(kind, 0) < ofEachKind).toList();
  }

  private synchronized void count(Incident incident) {
    happened.merge(incident, 1, Integer::sum);
  }
}
