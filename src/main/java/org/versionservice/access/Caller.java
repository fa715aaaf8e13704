package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;

/**
 * The authenticated sender of a request.
 *
 * @param projects the projects that the role is limited to; all if empty
 */
public record Caller(Principal principal, Role role, List<ProjectPattern> projects) {

  /** Any caller while access is not restricted. */
  static final Caller ANYBODY = new Caller(Principal.ANONYMOUS, Role.ADMIN, List.of());

  private static final String ATTRIBUTE = Caller.class.getName();

  public Caller {
    projects = List.copyOf(projects);
  }

  /**
   * Returns the caller of a request.
   *
   * @throws IllegalStateException if the request is not authenticated
   */
  public static Caller of(HttpServletRequest request) {
    return find(request)
        .orElseThrow(() -> new IllegalStateException("the request is not authenticated"));
  }

  /** Returns the caller of a request; empty if it is not authenticated. */
  static Optional<Caller> find(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Returns whether the caller is limited to some projects. */
  public boolean isLimited() {
    return !projects.isEmpty();
  }

  /** Returns whether the caller may access a project. */
  public boolean reaches(ProjectId project) {
    return projects.isEmpty() || projects.stream().anyMatch(pattern -> pattern.matches(project));
  }

  /** Returns whether the role includes another one. */
  public boolean is(Role other) {
    return role.compareTo(other) >= 0;
  }
}
