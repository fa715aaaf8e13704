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
 * Bodies are small and well-formed, or refused before anything reads them; but for the webhook's,
 * which is whatever a Git server sends, and read by nobody.
 */
public final class RequestBody {

  /** The longest body, in bytes. */
  static final int LONGEST = 64 * 1024;

  /** How deep an object may be nested; binding one of some thousand levels takes minutes. */
  private static final int DEEPEST = 32;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private RequestBody() {}

  private static ProblemException tooLarge() {
    return new ProblemException(
        ErrorCode.CONTENT_TOO_LARGE, "a body has at most " + LONGEST + " bytes");
  }

  private static ProblemException unsupported() {
    return new ProblemException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "a body is application/json in UTF-8, not compressed");
  }

  /** A client ended its body early, or sends it too slowly, or many bodies are sent slowly. */
  private static ProblemException brokenOff(Exception failure) {
    Throwable cause = failure instanceof ProcessingException ? failure.getCause() : failure;
    if (cause instanceof WaitingThreads.TooManyException) {
      return new ProblemException(ErrorCode.TOO_MANY_REQUESTS, "too many bodies are sent slowly");
    }
    if (cause instanceof InterruptedIOException) {
      return new ProblemException(
          ErrorCode.REQUEST_TIMEOUT,
          "the body did not come within " + TimedRequest.LONGEST.toSeconds() + " s");
    }
    return new ProblemException(
        ErrorCode.INVALID_BODY, "the body is not as long as it was said to be");
  }

  /** Refuses by what the headers say; forgets the type of a body that is not there. */
  @Provider
  @PreMatching
  public static final class Announced implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
      if (request.getUriInfo().getRequestUri().getPath().equals(SpecialPaths.PUSH_HOOK)) {
        request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
        return;
      }
      if (request.getLength() > LONGEST) {
        throw tooLarge();
      }
      if (!hasBody(request)) {
        request.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
      } else if (!isReadable(request)) {
        throw unsupported();
      } else if (request.getMediaType() != null) {
        // Types are compared without regard to case, but JSON binding knows them in lower case
        // only.
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

  /** Refuses by what really comes; a body that is empty is none. */
  @Provider
  public static final class Read implements ReaderInterceptor {

    @Override
    public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
      byte[] body = read(context.getInputStream());
      if (body.length > LONGEST) {
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
        return stream.readNBytes(LONGEST + 1);
      } catch (IOException | ProcessingException failure) {
        throw brokenOff(failure);
      }
    }

    /** Refuses what is not one JSON object, with members that are known, and nothing else. */
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
