package org.versionservice.proof;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Decides which fault strikes next, and counts those that did.
 *
 * <p>A fault is ordered for the next request it can strike, for all of them, or drawn at random.
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

  /** Orders a fault for the next requests that it can strike. */
  public synchronized void next(Fault fault, int count) {
    ordered.put(fault, count);
  }

  /** Orders a fault for all requests that it can strike and no other was ordered for. */
  public synchronized void always(Fault fault) {
    always.add(fault);
  }

  /**
   * Has one of all the faults strike now and then.
   *
   * @param chance of each request to be struck, 0 to 1
   */
  public synchronized void atRandom(double chance) {
    probability = chance;
  }

  /** Has no fault strike any more. */
  public synchronized void heal() {
    ordered.clear();
    always.clear();
    probability = 0;
  }

  /** How often each fault struck. */
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

  /** A number from 1 to {@code bound - 1}: where to cut something of that length. */
  synchronized int somewhere(int bound) {
    return 1 + random.nextInt(bound - 1);
  }

  synchronized void count(Fault fault) {
    struck.merge(fault, 1, Integer::sum);
  }
}
