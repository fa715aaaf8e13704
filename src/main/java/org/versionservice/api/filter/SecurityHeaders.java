package org.versionservice.api.filter;

import jakarta.servlet.http.HttpServletResponse;

/**
 * What keeps browsers from making more of an answer than it is, and caches from keeping it. What
 * may be kept says so itself.
 */
public final class SecurityHeaders {

  private SecurityHeaders() {}

  static void set(HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
  }
}
