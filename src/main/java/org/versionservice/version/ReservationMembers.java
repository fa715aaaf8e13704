package org.versionservice.version;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The member {@code reserved} of an entry: each reserved version with the time until which it is
 * open, or the time when it was confirmed or aborted.
 */
final class ReservationMembers {

  private static final String UNTIL = "until";
  private static final String SHA = "sha";

  private ReservationMembers() {}

  static Map<String, Object> of(Reservations reservations) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Reservation reservation : reservations.all()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put(name(reservation.state()), reservation.time().toString());
      reservation.sha().ifPresent(sha -> one.put(SHA, sha.value()));
      members.put(reservation.version().toString(), one);
    }
    return members;
  }

  /**
   * Reads the member.
   *
   * @throws IllegalArgumentException if a reservation is not valid
   */
  static Reservations read(Map<String, Object> members) {
    List<Reservation> reservations = new ArrayList<>();
    members.forEach(
        (version, value) ->
            reservations.add(read(SemanticVersion.parse(version), EntryMembers.object(value))));
    return Reservations.of(reservations);
  }

  private static Reservation read(SemanticVersion version, Map<String, Object> members) {
    for (Reservation.State state : Reservation.State.values()) {
      Object time = members.get(name(state));
      if (time != null) {
        Reservation reservation =
            Reservation.until(
                version,
                EntryMembers.instant(EntryMembers.text(time)),
                Optional.ofNullable(members.get(SHA)).map(EntryMembers::text).map(SourceSha::new));
        return state == Reservation.State.OPEN
            ? reservation
            : reservation.settled(state, reservation.time());
      }
    }
    throw new IllegalArgumentException("a reservation is open until a time, confirmed or aborted");
  }

  private static String name(Reservation.State state) {
    return state == Reservation.State.OPEN ? UNTIL : state.name().toLowerCase(Locale.ROOT);
  }
}
