package org.versionservice.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The web pages that may request changes. A browser adds the credentials of basic authentication to
 * the forms of any page, so a page of another site could act for its visitor. Requests of other
 * clients lack the headers and are always allowed.
 *
 * @param any whether all pages may, except with credentials that the browser adds by itself
 * @param origins the pages that may, beside the service's own
 * @param proxies the proxies whose {@code X-Forwarded-Host} is trusted
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-7">RFC 6454 §7</a>
 */
public record WriteOrigins(boolean any, Set<String> origins, TrustedProxies proxies) {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /** Requests of the service's own page or of the user. */
  private static final Set<String> OWN = Set.of("same-origin", "none");

  public WriteOrigins {
    origins = Set.copyOf(origins);
  }

  /** Returns whether a request is a read, or a change that no page of another site makes. */
  boolean allow(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (READS.contains(request.getMethod()) || (origin != null && isAllowed(origin, request))) {
      return true;
    }
    List<String> sites = Collections.list(request.getHeaders("Sec-Fetch-Site"));
    if (!sites.isEmpty()) {
      return OWN.containsAll(sites);
    }
    return origin == null || isOwn(origin, request);
  }

  private boolean isAllowed(String origin, HttpServletRequest request) {
    return origins.contains(origin.toLowerCase(Locale.ROOT))
        || (any && !Credentials.isBasic(request.getHeader("Authorization")));
  }

  /** Returns whether the page is from the requested host, for older browsers. */
  private boolean isOwn(String origin, HttpServletRequest request) {
    String[] parts = origin.split("://", 2);
    if (parts.length < 2) {
      return false;
    }
    String port = parts[0].equals("https") ? ":443" : ":80";
    Optional<String> forwarded =
        Optional.ofNullable(request.getHeader("X-Forwarded-Host"))
            .filter(host -> proxies.sent(request));
    return Stream.concat(
            forwarded.stream(), Optional.ofNullable(request.getHeader("Host")).stream())
        .anyMatch(host -> authority(host, port).equals(authority(parts[1], port)));
  }

  private static String authority(String host, String defaultPort) {
    String authority = host.strip().toLowerCase(Locale.ROOT);
    return authority.endsWith(defaultPort)
        ? authority.substring(0, authority.length() - defaultPort.length())
        : authority;
  }
}
