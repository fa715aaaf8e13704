package org.versionservice.version;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The reservations of an app, as its entry has them: all that can still be confirmed, and the
 * newest that were settled in the last seven days. Immutable.
 */
public final class Reservations {

  /** The most reservations of an app that may be open, and not expired, at a time. */
  public static final int MAX_OPEN = 100;

  /** The most settled reservations that an entry remembers; each has about 80 bytes there. */
  static final int MAX_SETTLED = 20;

  /** No reservation. */
  public static final Reservations NONE = new Reservations(List.of());

  private static final Comparator<Reservation> NEWEST_FIRST =
      Comparator.comparing(Reservation::time).thenComparing(Reservation::version).reversed();

  /** Ascending by version. */
  private final List<Reservation> all;

  private Reservations(List<Reservation> all) {
    this.all = List.copyOf(all);
  }

  /** Returns reservations, of which several may tell about one version. */
  public static Reservations of(Collection<Reservation> reservations) {
    if (reservations.isEmpty()) {
      return NONE;
    }
    Map<SemanticVersion, Reservation> byVersion = new TreeMap<>();
    reservations.forEach(each -> byVersion.merge(each.version(), each, Reservation::and));
    return new Reservations(List.copyOf(byVersion.values()));
  }

  /** Returns all reservations, ascending by version; unmodifiable. */
  public List<Reservation> all() {
    return all;
  }

  /** Returns the reservation of a version, whatever its build metadata. */
  Optional<Reservation> find(SemanticVersion version) {
    return all.stream().filter(each -> each.version().compareTo(version) == 0).findFirst();
  }

  /** Returns the highest reserved version in a line that counts as kept. */
  Optional<SemanticVersion> kept(Optional<ReleaseLine> line, Instant at) {
    return all.stream()
        .filter(each -> each.isKept(at))
        .map(Reservation::version)
        .filter(version -> line.map(named -> named.contains(version)).orElse(true))
        .reduce(SemanticVersion::max);
  }

  /** Returns how many reservations count as kept. */
  long open(Instant at) {
    return all.stream().filter(each -> each.isKept(at)).count();
  }

  /** Returns these reservations and another one, or what both tell about one version. */
  Reservations with(Reservation other) {
    return with(new Reservations(List.of(other)));
  }

  /** Returns the reservations of both. */
  Reservations with(Reservations others) {
    if (all.isEmpty() || others.all.isEmpty()) {
      return all.isEmpty() ? others : this;
    }
    return of(Stream.concat(all.stream(), others.all.stream()).toList());
  }

  /** Returns these reservations after the app was deleted. */
  Reservations aborted(Instant at) {
    return of(
        all.stream()
            .map(
                each ->
                    each.state() == Reservation.State.OPEN
                        ? each.settled(Reservation.State.ABORTED, at)
                        : each)
            .toList());
  }

  /** Returns these reservations without those that are forgotten at a time. */
  Reservations remembered(Instant at) {
    List<Reservation> settled =
        all.stream()
            .filter(each -> each.state() != Reservation.State.OPEN && !each.isGone(at))
            .sorted(NEWEST_FIRST)
            .limit(MAX_SETTLED)
            .toList();
    List<Reservation> open = all.stream().filter(each -> each.isOpen(at)).toList();
    return open.size() + settled.size() == all.size()
        ? this
        : of(Stream.concat(open.stream(), settled.stream()).toList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reservations reservations && all.equals(reservations.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
