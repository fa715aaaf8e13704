package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;

/**
 * Somebody who was let in.
 *
 * @param principal who it is
 * @param role what may be done
 * @param projects where; everywhere if empty
 */
public record Caller(Principal principal, Role role, List<ProjectPattern> projects) {

  /** Whoever asks while access is not restricted. */
  static final Caller ANYBODY = new Caller(Principal.ANONYMOUS, Role.ADMIN, List.of());

  private static final String ATTRIBUTE = Caller.class.getName();

  public Caller {
    projects = List.copyOf(projects);
  }

  /**
   * The one who sent a request.
   *
   * @throws IllegalStateException if nobody was let in
   */
  public static Caller of(HttpServletRequest request) {
    return find(request)
        .orElseThrow(
            () -> new IllegalStateException("a request that nobody is known to have sent"));
  }

  /** The one who sent a request; empty if nobody was let in. */
  static Optional<Caller> find(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Returns whether there are projects that are out of reach. */
  public boolean isLimited() {
    return !projects.isEmpty();
  }

  /** Returns whether a project is within reach. */
  public boolean reaches(ProjectId project) {
    return projects.isEmpty() || projects.stream().anyMatch(pattern -> pattern.matches(project));
  }

  /** Returns whether the role includes another one. */
  public boolean is(Role other) {
    return role.compareTo(other) >= 0;
  }
}
