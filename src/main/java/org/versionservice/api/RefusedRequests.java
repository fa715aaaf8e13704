package org.versionservice.api;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.versionservice.access.AuditLog;

/** Passes responses to the audit log, which logs refused requests. */
@Provider
public final class RefusedRequests implements ContainerResponseFilter {

  @Inject private AuditLog audit;
  @Context private HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context, ContainerResponseContext response) {
    audit.answered(request, response.getStatus());
  }
}
