package org.versionservice.proof;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.Stores;
import org.versionservice.version.Layout;

/**
 * The parameters of a torture run, and the events that it must see before it ends.
 *
 * @param seed the seed of all random choices; the timing of threads and processes still differs, so
 *     a seed gives a similar run and not the same one
 * @param replicas the number of replicas
 * @param lease whether they are services that share a writer lease
 * @param layout the layout of the remote, which is empty
 * @param callers the number of concurrent clients
 * @param changes the minimum of acknowledged requests
 * @param kills the minimum of kills
 * @param faultsOfEachKind the minimum of each fault
 * @param incidents the events of ordinary operation
 * @param incidentsOfEachKind the minimum of each incident
 * @param incidentPause the time between two incidents
 * @param chance the probability of a fault for each request to the remote, 0 to 1
 * @param pause the length of a network delay and of a closed port
 * @param leastLife the minimum lifetime of a replica; the maximum is four times as long
 * @param limit the time after which the run ends in any case
 */
record TorturePlan(
    long seed,
    int replicas,
    boolean lease,
    Durability durability,
    Layout layout,
    int callers,
    int changes,
    int kills,
    int faultsOfEachKind,
    Set<Incident> incidents,
    int incidentsOfEachKind,
    Duration incidentPause,
    double chance,
    Duration pause,
    Duration leastLife,
    Duration limit) {

  /** Returns the plan of three replicas with durability {@code remote}. */
  static TorturePlan threeReplicas(
      int callers,
      int changes,
      int kills,
      int faultsOfEachKind,
      int incidentsOfEachKind,
      Duration limit) {
    return new TorturePlan(
        seedOfThisRun(),
        3,
        false,
        Durability.REMOTE,
        Stores.LAYOUT,
        callers,
        changes,
        kills,
        faultsOfEachKind,
        Incident.ofAll(),
        incidentsOfEachKind,
        Duration.ofMillis(500L * incidentsOfEachKind),
        0.05,
        Duration.ofMillis(300),
        Duration.ofSeconds(12),
        limit);
  }

  /**
   * Returns the plan of one replica that also answers without the remote. Delayed requests can
   * arrive after it was killed and restarted. Its data is never lost, because it may be the only
   * copy of answered changes.
   */
  static TorturePlan oneReplica(
      int callers,
      int changes,
      int kills,
      int faultsOfEachKind,
      int incidentsOfEachKind,
      Duration limit) {
    return new TorturePlan(
        seedOfThisRun(),
        1,
        false,
        Durability.REMOTE_PREFERRED,
        Stores.LAYOUT,
        callers,
        changes,
        kills,
        faultsOfEachKind,
        withoutLosses(),
        incidentsOfEachKind,
        Duration.ofMillis(500L * incidentsOfEachKind),
        0.12,
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        limit);
  }

  /**
   * Returns the plan of three services that share a writer lease. Half of the seeds start in layout
   * {@code project}.
   */
  static TorturePlan threeServices(
      int callers,
      int changes,
      int kills,
      int faultsOfEachKind,
      int incidentsOfEachKind,
      Duration limit) {
    long seed = seedOfThisRun();
    return new TorturePlan(
        seed,
        3,
        true,
        Durability.REMOTE,
        seed % 2 == 0 ? Layout.PROJECT : Layout.SINGLE,
        callers,
        changes,
        kills,
        faultsOfEachKind,
        EnumSet.allOf(Incident.class),
        incidentsOfEachKind,
        Duration.ofSeconds(2),
        0.05,
        Duration.ofMillis(300),
        Duration.ofSeconds(60),
        limit);
  }

  /** Returns this plan with a remote of another layout. */
  TorturePlan in(Layout other) {
    return with(other, incidents);
  }

  /** Returns this plan without conversions of the layout. */
  TorturePlan withoutConversions() {
    Set<Incident> others = EnumSet.copyOf(incidents);
    others.removeAll(Incident.ofLayout());
    return with(layout, others);
  }

  private TorturePlan with(Layout otherLayout, Set<Incident> otherIncidents) {
    return new TorturePlan(
        seed,
        replicas,
        lease,
        durability,
        otherLayout,
        callers,
        changes,
        kills,
        faultsOfEachKind,
        otherIncidents,
        incidentsOfEachKind,
        incidentPause,
        chance,
        pause,
        leastLife,
        limit);
  }

  private static Set<Incident> withoutLosses() {
    Set<Incident> incidents = EnumSet.copyOf(Incident.ofAll());
    incidents.remove(Incident.DATA_LOST);
    return incidents;
  }

  /** Returns the system property {@code torture.seed}, by default a new seed for each run. */
  private static long seedOfThisRun() {
    return Long.getLong("torture.seed", new Random().nextInt(Integer.MAX_VALUE));
  }
}
