package org.versionservice.api.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.KnownMembers;
import org.versionservice.api.model.ProblemException;

/**
 * Limits and checks request bodies before they are bound to records. The webhook's body is exempt:
 * Git servers choose it, and the service ignores it.
 */
final class RequestBody {

  /** The maximum length of a body, in bytes. */
  static final int MAX_BYTES = 64 * 1024;

  /** The maximum nesting of an object; to bind thousands of levels takes minutes. */
  private static final int MAX_NESTING = 32;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private RequestBody() {}

  private static ProblemException tooLarge() {
    return new ProblemException(
        ErrorCode.CONTENT_TOO_LARGE, "a body has at most " + MAX_BYTES + " bytes");
  }

  private static ProblemException unsupported() {
    return new ProblemException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "a body is application/json in UTF-8, not compressed");
  }

  private static ProblemException brokenOff(Exception failure) {
    Throwable cause = failure instanceof ProcessingException ? failure.getCause() : failure;
    if (cause instanceof WaitingThreads.TooManyException) {
      return new ProblemException(ErrorCode.TOO_MANY_REQUESTS, "too many bodies are sent slowly");
    }
    if (cause instanceof InterruptedIOException) {
      return new ProblemException(
          ErrorCode.REQUEST_TIMEOUT,
          "the body did not come within " + TimedRequest.TIMEOUT.toSeconds() + " s");
    }
    return new ProblemException(
        ErrorCode.INVALID_BODY, "the body is not as long as it was said to be");
  }

  /** Checks the headers, and removes the type of an absent body. */
  @Provider
  @PreMatching
  public static final class HeaderCheck implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
      if (SpecialPaths.isPushHook(request)) {
        request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
        return;
      }
      if (request.getLength() > MAX_BYTES) {
        throw tooLarge();
      }
      if (!hasBody(request)) {
        request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
      } else if (!isReadable(request)) {
        throw unsupported();
      } else if (request.getMediaType() != null) {
        // Media types are case-insensitive, but JSON binding only knows lower case.
        String type = request.getMediaType().toString();
        request.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, type.toLowerCase(Locale.ROOT));
      }
    }

    private static boolean hasBody(ContainerRequestContext request) {
      try {
        return request.hasEntity();
      } catch (ProcessingException failure) {
        throw brokenOff(failure);
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

  /** Checks the content; an empty body counts as absent. */
  @Provider
  public static final class ContentCheck implements ReaderInterceptor {

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
      byte[] body = read(context.getInputStream());
      if (body.length > MAX_BYTES) {
        throw tooLarge();
      }
      if (body.length == 0) {
        return null;
      }
      check(body, new KnownMembers(context.getType()));
      context.setInputStream(new ByteArrayInputStream(body));
      try {
        return context.proceed();
      } catch (ProcessingException | JsonbException | JsonException malformed) {
        throw malformed();
      }
    }

    private static byte[] read(InputStream stream) {
      try {
        return stream.readNBytes(MAX_BYTES + 1);
      } catch (IOException | ProcessingException failure) {
        throw brokenOff(failure);
      }
    }

    /** Refuses a content that is not exactly one JSON object with known members. */
    private static void check(byte[] body, KnownMembers known) throws IOException {
      try (JsonParser json = JSON.createParser(body)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          throw malformed();
        }
        known.check(json);
        if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
          throw malformed();
        }
      } catch (JsonProcessingException invalid) {
        throw malformed();
      }
    }

    private static ProblemException malformed() {
      return new ProblemException(
          ErrorCode.INVALID_BODY, "the body is not the JSON object that is expected");
    }
  }
}
