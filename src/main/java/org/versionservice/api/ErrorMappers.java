package org.versionservice.api;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.Providers;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.versionservice.access.TokensException;
import org.versionservice.api.filter.RequestIdHeader;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Problem;
import org.versionservice.service.DiscoveryException;
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.StorageException;

/** The exception mappers: each maps a kind of exception to a problem. */
final class ErrorMappers {

  private static final System.Logger LOG = System.getLogger(ErrorMappers.class.getName());

  private ErrorMappers() {}

  /** Maps the errors of JAX-RS itself: an unknown path, method or media type. */
  @Provider
  public static final class Refused implements ExceptionMapper<WebApplicationException> {

    @Override
    public Response toResponse(WebApplicationException refused) {
      Response response = refused.getResponse();
      if (response.getEntity() instanceof Problem || response.getStatus() < 400) {
        return response;
      }
      ErrorCode code = ErrorCode.of(response.getStatus());
      Response.ResponseBuilder problem =
          Problem.response(code, response.getStatusInfo().getReasonPhrase());
      Set<String> allowed = new TreeSet<>(response.getAllowedMethods());
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      return allowed.isEmpty()
          ? problem.build()
          : problem.header(HttpHeaders.ALLOW, String.join(", ", allowed)).build();
    }
  }

  /** Maps failures of the storage. */
  @Provider
  public static final class Unavailable implements ExceptionMapper<StorageException> {

    @Override
    public Response toResponse(StorageException failure) {
      ErrorCode code =
          switch (failure.kind()) {
            case UNAVAILABLE -> ErrorCode.STORAGE_UNAVAILABLE;
            case OUTCOME_UNKNOWN -> ErrorCode.OUTCOME_UNKNOWN;
          };
      return later(code, failure, failure.retryAfter());
    }
  }

  /** Maps a failed discovery of an app's first version. */
  @Provider
  public static final class Undiscovered implements ExceptionMapper<DiscoveryException> {

    @Override
    public Response toResponse(DiscoveryException failure) {
      return later(ErrorCode.DISCOVERY_FAILED, failure, failure.retryAfter());
    }
  }

  /** Maps failures to read or store tokens. */
  @Provider
  public static final class Unstored implements ExceptionMapper<TokensException> {

    @Context private HttpServletRequest request;

    @Override
    public Response toResponse(TokensException failure) {
      LOG.log(WARNING, "request " + RequestIdHeader.in(request) + " failed", failure);
      return later(ErrorCode.STORAGE_UNAVAILABLE, failure, Duration.ofSeconds(30));
    }
  }

  private static Response later(ErrorCode code, Throwable failure, Duration retryAfter) {
    return Problem.response(code, String.valueOf(failure.getMessage()))
        .header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()))
        .build();
  }

  /** Maps the cause of an asynchronous failure by its own mapper. */
  @Provider
  public static final class Asynchronous implements ExceptionMapper<CompletionException> {

    @Context private Providers providers;

    @Override
    public Response toResponse(CompletionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      return respond(cause, cause.getClass());
    }

    private <T extends Throwable> Response respond(Throwable cause, Class<T> type) {
      return providers.getExceptionMapper(type).toResponse(type.cast(cause));
    }
  }

  /** Maps a defect of the service, which only the log describes. */
  @Provider
  public static final class Broken implements ExceptionMapper<Throwable> {

    @Context private HttpServletRequest request;

    @Override
    public Response toResponse(Throwable defect) {
      OutOfMemory.endProcessOn(defect);
      LOG.log(ERROR, "request " + RequestIdHeader.in(request) + " met a defect", defect);
      return Problem.response(ErrorCode.INTERNAL_ERROR, "the service met a defect").build();
    }
  }
}
