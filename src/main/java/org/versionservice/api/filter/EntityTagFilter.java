package org.versionservice.api.filter;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Problem;
import org.versionservice.version.CommitId;

/**
 * Gives each representation a strong entity tag, and evaluates the preconditions of reads.
 *
 * <p>A resource names the tag of its state. Plain text and compressed content get a suffix, because
 * a strong tag stands for exact bytes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110 §8.8.3</a>
 */
@Provider
public final class EntityTagFilter implements ContainerResponseFilter {

  private static final String TEXT = "t";
  private static final String COMPRESSED = "-" + Compression.GZIP;
  private static final String NO_COMMIT = "0".repeat(40);

  @Context private HttpServletResponse servletResponse;

  /** Returns the tag of a response that depends on the newest commit, if there is one. */
  public static String of(Optional<CommitId> newest) {
    return newest.map(CommitId::value).orElse(NO_COMMIT);
  }

  /** Returns a tag without the suffix for compression. */
  public static String withoutCoding(String tag) {
    return tag.endsWith(COMPRESSED) ? tag.substring(0, tag.length() - COMPRESSED.length()) : tag;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    EntityTag tag = response.getEntityTag();
    if (tag == null) {
      return;
    }
    boolean compressed = Compression.applies(request, response);
    String refined =
        tag.getValue()
            + (MediaType.TEXT_PLAIN_TYPE.isCompatible(response.getMediaType()) ? TEXT : "")
            + (compressed ? COMPRESSED : "");
    response.getHeaders().putSingle(HttpHeaders.ETAG, new EntityTag(refined));
    response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-cache");
    response.getHeaders().putSingle(HttpHeaders.VARY, vary());
    if (!holds(request, HttpHeaders.IF_MATCH, refined, true)) {
      refuse(response);
    } else if (isRead(request) && holds(request, HttpHeaders.IF_NONE_MATCH, refined, false)) {
      response.setStatusInfo(Response.Status.NOT_MODIFIED);
      response.setEntity(null);
    } else if (compressed) {
      response.getHeaders().putSingle(HttpHeaders.CONTENT_ENCODING, Compression.GZIP);
    }
  }

  /** Returns the value of {@code Vary}; JAX-RS would replace that of a servlet filter. */
  private String vary() {
    return Stream.concat(
            Stream.of(HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_ENCODING),
            servletResponse.getHeaders(HttpHeaders.VARY).stream())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static boolean isRead(ContainerRequestContext request) {
    return request.getMethod().equals(HttpMethod.GET)
        || request.getMethod().equals(HttpMethod.HEAD);
  }

  private static boolean holds(
      ContainerRequestContext request, String header, String tag, boolean strongly) {
    return Optional.ofNullable(request.getHeaderString(header))
        .flatMap(EntityTags::parse)
        .map(given -> strongly ? given.matchStrongly(tag) : given.matchWeakly(tag))
        .orElse(strongly);
  }

  private static void refuse(ContainerResponseContext response) {
    response.setStatus(ErrorCode.PRECONDITION_FAILED.status());
    response.getHeaders().remove(HttpHeaders.ETAG);
    response.setEntity(
        Problem.of(ErrorCode.PRECONDITION_FAILED, "it is not any more what the request expects"),
        null,
        MediaType.valueOf(Problem.MEDIA_TYPE));
  }
}
