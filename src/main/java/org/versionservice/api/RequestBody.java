package org.versionservice.api;

import jakarta.json.JsonException;
import jakarta.json.bind.JsonbException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bodies are small and well-formed, or refused before anything reads them. */
final class RequestBody {

  /** The longest body, in bytes. */
  static final int LONGEST = 64 * 1024;

  private RequestBody() {}

  private static ProblemException tooLarge() {
    return new ProblemException(
        ErrorCode.CONTENT_TOO_LARGE, "a body has at most " + LONGEST + " bytes");
  }

  private static ProblemException unsupported() {
    return new ProblemException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "a body is application/json in UTF-8, not compressed");
  }

  /** Refuses by what the headers say; forgets the type of a body that is not there. */
  @Provider
  @PreMatching
  public static final class Announced implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
      if (request.getLength() > LONGEST) {
        throw tooLarge();
      }
      if (!request.hasEntity()) {
        request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
      } else if (!isReadable(request)) {
        throw unsupported();
      }
    }

    private static boolean isReadable(ContainerRequestContext request) {
      String coding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
      try {
        MediaType type = request.getMediaType();
        String charset =
            type == null ? null : type.getParameters().get(MediaType.CHARSET_PARAMETER);
        return (coding == null || coding.equalsIgnoreCase("identity"))
            && (charset == null || charset.equalsIgnoreCase(StandardCharsets.UTF_8.name()));
      } catch (ProcessingException malformed) {
        return false;
      }
    }
  }

  /** Refuses by what really comes; a body that is empty is none. */
  @Provider
  public static final class Read implements ReaderInterceptor {

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
      byte[] body = context.getInputStream().readNBytes(LONGEST + 1);
      if (body.length > LONGEST) {
        throw tooLarge();
      }
      if (body.length == 0) {
        return null;
      }
      context.setInputStream(new ByteArrayInputStream(body));
      try {
        return context.proceed();
      } catch (ProcessingException | JsonbException | JsonException malformed) {
        throw new ProblemException(ErrorCode.INVALID_BODY, "the body is not the JSON expected");
      }
    }
  }
}
