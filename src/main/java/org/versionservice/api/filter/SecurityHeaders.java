package org.versionservice.api.filter;

import jakarta.servlet.http.HttpServletResponse;

/**
 * Headers that restrict what browsers do with a response, and forbid to cache it; a response that
 * may be cached overrides that.
 */
final class SecurityHeaders {

  private SecurityHeaders() {}

  static void set(HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
  }
}
