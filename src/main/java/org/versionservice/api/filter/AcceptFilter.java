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
 * Rewrites {@code Accept} for JAX-RS, which takes a type of the weight 0 for one that is wanted,
 * and looks writers up with regard to case.
 */
@Provider
@PreMatching
public final class AcceptFilter implements ContainerRequestFilter {

  /** The types that resources produce. */
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
    // Nearly no client sends a weight of 0; the others are spared the reading.
    String rewritten =
        Optional.of(lowerCase)
            .filter(text -> text.contains("q=0"))
            .flatMap(AcceptedTypes::read)
            .filter(AcceptedTypes::excludesAny)
            .map(types -> types.among(PRODUCED))
            .orElse(lowerCase);
    if (!rewritten.equals(sent)) {
      request.getHeaders().putSingle(HttpHeaders.ACCEPT, rewritten);
    }
  }
}
