package org.versionservice.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What somebody may do; each role includes those before it. */
public enum Role {
  /** Reads. */
  READER(Role.READS),

  /** Has versions issued and set. */
  WRITER(Role.WRITES),

  /** Deletes, sets versions by force, makes and revokes tokens. */
  ADMIN(Role.ADMINISTERS);

  /** The name of {@link #READER} for the container. */
  public static final String READS = "reader";

  /** The name of {@link #WRITER} for the container. */
  public static final String WRITES = "writer";

  /** The name of {@link #ADMIN} for the container. */
  public static final String ADMINISTERS = "admin";

  private final String text;

  Role(String text) {
    this.text = text;
  }

  /**
   * Reads a role's name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Role parse(String text) {
    return find(text)
        .orElseThrow(() -> new IllegalArgumentException("a role is reader, writer or admin"));
  }

  /** The highest role among names of which some may mean nothing here. */
  static Optional<Role> highestOf(Collection<String> names) {
    return names.stream().flatMap(name -> find(name).stream()).max(Comparator.naturalOrder());
  }

  private static Optional<Role> find(String text) {
    return Arrays.stream(values()).filter(role -> role.text.equals(text)).findFirst();
  }

  public String text() {
    return text;
  }

  /** The names of this role and of those that it includes. */
  Set<String> names() {
    return Arrays.stream(values())
        .filter(role -> role.compareTo(this) <= 0)
        .map(Role::text)
        .collect(Collectors.toSet());
  }
}
