package org.versionservice.api.filter;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The web pages whose scripts may call the service from a browser.
 *
 * @param any whether all pages may
 * @param origins the origins of the pages that may, as {@code https://ci.example.com}
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">the CORS protocol</a>
 */
public record AllowedOrigins(boolean any, Set<String> origins) {

  /** No page may; responses then have no CORS headers. */
  public static final AllowedOrigins NONE = new AllowedOrigins(false, Set.of());

  private static final String ORIGIN = "Origin";

  public AllowedOrigins {
    origins = Set.copyOf(origins);
  }

  /**
   * Parses an asterisk or a comma-separated list of origins; browsers send them in lower case.
   *
   * @throws IllegalArgumentException if one of them is not an origin by RFC 6454 §6.2
   */
  public static AllowedOrigins parse(String text) {
    if (text.equals("*")) {
      return new AllowedOrigins(true, Set.of());
    }
    Set<String> origins =
        Arrays.stream(text.toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .collect(Collectors.toSet());
    if (!origins.stream().allMatch(AllowedOrigins::isOrigin)) {
      throw new IllegalArgumentException("* or origins as https://ci.example.com, with commas");
    }
    return new AllowedOrigins(false, origins);
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null
          && uri.getHost() != null
          && text.equals(uri.getScheme() + "://" + uri.getRawAuthority())
          && uri.getUserInfo() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  /**
   * Adds the CORS headers, and answers the request if it is a preflight.
   *
   * @return whether it was a preflight
   */
  boolean answerPreflight(HttpServletRequest request, HttpServletResponse response) {
    boolean preflight =
        addHeaders(request, response)
            && request.getMethod().equals("OPTIONS")
            && request.getHeader("Access-Control-Request-Method") != null;
    if (preflight) {
      response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE");
      response.setHeader(
          "Access-Control-Allow-Headers",
          "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match,"
              + " Last-Event-ID, "
              + RequestIdHeader.NAME);
      response.setHeader("Access-Control-Max-Age", "600");
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
    return preflight;
  }

  /**
   * Adds the headers that let the page of the request read the response.
   *
   * @return whether the page is allowed
   */
  boolean addHeaders(HttpServletRequest request, HttpServletResponse response) {
    if (this.equals(NONE)) {
      return false;
    }
    response.addHeader("Vary", ORIGIN);
    Optional<String> origin =
        Optional.ofNullable(request.getHeader(ORIGIN))
            .filter(page -> any || origins.contains(page));
    origin.ifPresent(
        allowed -> {
          response.setHeader("Access-Control-Allow-Origin", any ? "*" : allowed);
          response.setHeader(
              "Access-Control-Expose-Headers",
              "ETag, Idempotent-Replay, Link, Retry-After, WWW-Authenticate, "
                  + RequestIdHeader.NAME);
        });
    return origin.isPresent();
  }
}
