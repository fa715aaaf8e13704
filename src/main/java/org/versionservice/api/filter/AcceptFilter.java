package org.versionservice.api.filter;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.versionservice.api.model.Problem;

/**
 * Rewrites {@code Accept} for JAX-RS, which treats a type of weight 0 as accepted, and selects
 * writers by a case-sensitive comparison.
 */
@Provider
@PreMatching
public final class AcceptFilter implements ContainerRequestFilter {

  private static final List<MediaType> PRODUCED =
      List.of(
          MediaType.APPLICATION_JSON_TYPE,
          MediaType.TEXT_PLAIN_TYPE,
          new MediaType("image", "svg+xml"),
          MediaType.valueOf(Problem.MEDIA_TYPE));

  @Override
  public void filter(ContainerRequestContext request) {
    String sent = request.getHeaderString(HttpHeaders.ACCEPT);
    if (sent == null) {
      return;
    }
    String lowerCase = sent.toLowerCase(Locale.ROOT);
    // Few clients send a weight of 0; other headers need no parsing.
    String rewritten =
        Optional.of(lowerCase)
            .filter(text -> text.contains("q=0"))
            .flatMap(AcceptedTypes::parse)
            .filter(AcceptedTypes::excludesAny)
            .map(types -> types.among(PRODUCED))
            .orElse(lowerCase);
    if (!rewritten.equals(sent)) {
      request.getHeaders().putSingle(HttpHeaders.ACCEPT, rewritten);
    }
  }
}
