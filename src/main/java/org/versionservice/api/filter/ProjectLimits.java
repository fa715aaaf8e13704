package org.versionservice.api.filter;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.versionservice.access.Caller;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.version.ProjectId;

/**
 * Refuses requests of callers with limited projects that concern another project, or not exactly
 * one: a filtered list would look complete.
 */
@Provider
@Priority(Priorities.AUTHORIZATION + 1)
public final class ProjectLimits implements ContainerRequestFilter {

  @Context private HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    boolean open =
        context.getMethod().equals(HttpMethod.OPTIONS) || SpecialPaths.isPushHook(context);
    if (!open) {
      MultivaluedMap<String, String> names = context.getUriInfo().getPathParameters();
      check(
          Caller.of(request),
          Stream.of("app-id", "project-id", "id")
              .map(names::getFirst)
              .filter(Objects::nonNull)
              .findFirst());
    }
  }

  /**
   * Refuses a request for what a caller may not access.
   *
   * @param id the app-id or project-id; its syntax is checked elsewhere
   * @throws ProblemException if the caller is limited to other projects
   */
  public static void check(Caller caller, Optional<String> id) {
    if (!caller.isLimited()) {
      return;
    }
    String text =
        id.orElseThrow(
            () -> forbidden("the token is limited to projects, and this is not about one"));
    int end = text.indexOf('-');
    ProjectId project = Parse.project(end < 0 ? text : text.substring(0, end));
    if (!caller.reaches(project)) {
      throw forbidden("the token is limited to other projects");
    }
  }

  private static ProblemException forbidden(String detail) {
    return new ProblemException(ErrorCode.FORBIDDEN, detail);
  }
}
