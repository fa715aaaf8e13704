package org.versionservice.api.filter;

import jakarta.ws.rs.container.ContainerRequestContext;

/** The paths that filters treat differently. */
public final class SpecialPaths {

  /** The webhook: Git servers choose its parameters and body. */
  public static final String PUSH_HOOK = "/hooks/push";

  /** The event stream: its responses stay open for hours. */
  public static final String EVENTS = "/events";

  private SpecialPaths() {}

  static boolean isPushHook(ContainerRequestContext request) {
    return request.getUriInfo().getPath().equals(PUSH_HOOK.substring(1));
  }
}
