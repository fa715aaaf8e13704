package org.versionservice.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The roles of callers; each role includes the ones before it. */
public enum Role {
  /** May read. */
  READER(Role.READS),

  /** May also have versions issued and set. */
  WRITER(Role.WRITES),

  /** May also delete, force versions, and create and revoke tokens. */
  ADMIN(Role.ADMINISTERS);

  /** The container's name of {@link #READER}. */
  public static final String READS = "reader";

  /** The container's name of {@link #WRITER}. */
  public static final String WRITES = "writer";

  /** The container's name of {@link #ADMIN}. */
  public static final String ADMINISTERS = "admin";

  private final String text;

  Role(String text) {
    this.text = text;
  }

  /**
   * Parses the name of a role.
   *
   * @throws IllegalArgumentException if no role has that name
   */
  public static Role parse(String text) {
    return find(text)
        .orElseThrow(() -> new IllegalArgumentException("a role is reader, writer or admin"));
  }

  /** Returns the highest role among names, which may contain others. */
  static Optional<Role> highestOf(Collection<String> names) {
    return names.stream().flatMap(name -> find(name).stream()).max(Comparator.naturalOrder());
  }

  private static Optional<Role> find(String text) {
    return Arrays.stream(values()).filter(role -> role.text.equals(text)).findFirst();
  }

  public String text() {
    return text;
  }

  Set<String> names() {
    return Arrays.stream(values())
        .filter(role -> role.compareTo(this) <= 0)
        .map(Role::text)
        .collect(Collectors.toSet());
  }
}
