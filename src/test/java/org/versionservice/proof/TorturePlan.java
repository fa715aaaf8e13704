package org.versionservice.proof;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.versionservice.storage.Durability;

/**
 * What a torture run consists of, and what it has to see before it ends.
 *
 * @param seed of all that is drawn at random; how fast threads and processes get on is not, so a
 *     seed gives a run like another one and not the same
 * @param replicas how many, on one remote
 * @param callers how many clients ask at once
 * @param changes how many requests have to be acknowledged
 * @param kills how many times a replica has to be killed
 * @param faultsOfEachKind how many times each fault has to strike
 * @param mishaps what happens in ordinary operation
 * @param mishapsOfEachKind how many times each mishap has to happen
 * @param mishapPause between two mishaps
 * @param chance of each request to the remote to be struck, 0 to 1
 * @param pause how long a delay in the network, and how long a port stays closed
 * @param leastLife how long a replica lives at least; it lives up to four times as long
 * @param patience when it ends though it has not seen all that
 */
record TorturePlan(
    long seed,
    int replicas,
    Durability durability,
    int callers,
    int changes,
    int kills,
    int faultsOfEachKind,
    Set<Mishap> mishaps,
    int mishapsOfEachKind,
    Duration mishapPause,
    double chance,
    Duration pause,
    Duration leastLife,
    Duration patience) {

  /** Three replicas that answer what the remote has. */
  static TorturePlan threeReplicas(
      int callers,
      int changes,
      int kills,
      int faultsOfEachKind,
      int mishapsOfEachKind,
      Duration patience) {
    return new TorturePlan(
        seedOfThisRun(),
        3,
        Durability.REMOTE,
        callers,
        changes,
        kills,
        faultsOfEachKind,
        EnumSet.allOf(Mishap.class),
        mishapsOfEachKind,
        Duration.ofSeconds(mishapsOfEachKind),
        0.05,
        Duration.ofMillis(300),
        Duration.ofSeconds(12),
        patience);
  }

  /**
   * One replica that answers without the remote too. What is delayed in its network arrives when
   * the replica was killed meanwhile and is back. It may hold the only copy of what it answered, so
   * its data is not lost.
   */
  static TorturePlan oneReplica(
      int callers,
      int changes,
      int kills,
      int faultsOfEachKind,
      int mishapsOfEachKind,
      Duration patience) {
    return new TorturePlan(
        seedOfThisRun(),
        1,
        Durability.REMOTE_PREFERRED,
        callers,
        changes,
        kills,
        faultsOfEachKind,
        EnumSet.complementOf(EnumSet.of(Mishap.DATA_LOST)),
        mishapsOfEachKind,
        Duration.ofSeconds(mishapsOfEachKind),
        0.12,
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        patience);
  }

  /** The system property {@code torture.seed}; without it another one each time. */
  private static long seedOfThisRun() {
    return Long.getLong("torture.seed", new Random().nextInt(Integer.MAX_VALUE));
  }
}
