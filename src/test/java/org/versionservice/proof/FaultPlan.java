package org.versionservice.proof;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Decides which fault affects the next request, and counts faults.
 *
 * <p>A fault is planned for the next requests, for all requests, or at random.
 */
public final class FaultPlan {

  private final Random random;
  private final Map<Fault, Integer> ordered = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private final Set<Fault> always = EnumSet.noneOf(Fault.class);
  private double probability;

  FaultPlan(long seed) {
    this.random = new Random(seed);
  }

  /** Plans a fault for the next requests that it can affect. */
  public synchronized void next(Fault fault, int count) {
    ordered.put(fault, count);
  }

  /** Plans a fault for all requests that it can affect and that have no other one. */
  public synchronized void always(Fault fault) {
    always.add(fault);
  }

  /**
   * Plans random faults.
   *
   * @param chance the probability of a fault for each request, 0 to 1
   */
  public synchronized void atRandom(double chance) {
    probability = chance;
  }

  /** Ends all faults. */
  public synchronized void heal() {
    ordered.clear();
    always.clear();
    probability = 0;
  }

  /** Returns the count of each fault. */
  public synchronized Map<Fault, Integer> struck() {
    return new EnumMap<>(struck);
  }

  synchronized Optional<Fault> draw(boolean push) {
    for (Fault fault : Fault.values()) {
      if (fault.strikes(push) && ordered.getOrDefault(fault, 0) > 0) {
        ordered.merge(fault, -1, Integer::sum);
        return Optional.of(fault);
      }
    }
    for (Fault fault : always) {
      if (fault.strikes(push)) {
        return Optional.of(fault);
      }
    }
    return random.nextDouble() < probability ? Optional.of(any(push)) : Optional.empty();
  }

  private Fault any(boolean push) {
    List<Fault> possible =
        EnumSet.allOf(Fault.class).stream().filter(fault -> fault.strikes(push)).toList();
    return possible.get(random.nextInt(possible.size()));
  }

  /** Returns a random number from 1 to {@code bound - 1}: where to cut a message of that length. */
  synchronized int somewhere(int bound) {
    return 1 + random.nextInt(bound - 1);
  }

  synchronized void count(Fault fault) {
    struck.merge(fault, 1, Integer::sum);
  }
}
