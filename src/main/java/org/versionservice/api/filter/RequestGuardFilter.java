package org.versionservice.api.filter;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import org.versionservice.access.TokenAuthenticationMechanism;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.service.VersionService;

/**
 * Sets the headers of each response, refuses requests that JAX-RS cannot refuse properly, and
 * answers 503 until the registry is loaded, except on the server's own paths.
 */
public final class RequestGuardFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final String RETRY_WHILE_LOADING = "1";

  @Inject private transient AllowedOrigins origins;
  @Inject private transient VersionService versions;

  /** A loaded registry stays loaded. */
  private volatile boolean loaded;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    SecurityHeaders.set(response);
    response.setHeader(RequestIdHeader.NAME, RequestIdHeader.in(request).value());
    if (!isUri(request)) {
      ServerErrors.send(
          response, ErrorCode.INVALID_REQUEST, "the request target is no URI (RFC 3986)");
    } else if (Collections.list(request.getHeaders(HttpHeaders.CONTENT_LENGTH)).size() > 1) {
      ServerErrors.send(response, ErrorCode.INVALID_REQUEST, "the body has several lengths");
    } else if (request.getMethod().equals("TRACE")) {
      response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, POST, PUT, DELETE, OPTIONS");
      ServerErrors.send(response, ErrorCode.METHOD_NOT_ALLOWED, "TRACE is not answered here");
    } else if (!origins.answerPreflight(request, response)) {
      if (isLoaded() || TokenAuthenticationMechanism.isOpen(request)) {
        chain.doFilter(request, response);
      } else {
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_WHILE_LOADING);
        ServerErrors.send(
            response, ErrorCode.STORAGE_UNAVAILABLE, "the registry is not loaded yet");
      }
    }
  }

  private boolean isLoaded() {
    loaded = loaded || versions.isLoaded();
    return loaded;
  }

  private static boolean isUri(HttpServletRequest request) {
    try {
      String query = request.getQueryString();
      new URI(request.getRequestURI() + (query == null ? "" : '?' + query));
      return true;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }
}
