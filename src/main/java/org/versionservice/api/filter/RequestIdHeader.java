package org.versionservice.api.filter;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.RequestId;

/** The header that names a request in its answer, in commits and in the log. */
public final class RequestIdHeader {

  static final String NAME = "X-Request-Id";

  private RequestIdHeader() {}

  /** Returns the id of a request, the same for each call. */
  public static RequestId in(HttpServletRequest request) {
    if (request.getAttribute(NAME) instanceof RequestId known) {
      return known;
    }
    RequestId id = of(request.getHeader(NAME));
    request.setAttribute(NAME, id);
    return id;
  }

  /** Returns what the client sent if that is a valid id, else a new one. */
  static RequestId of(@Nullable String sent) {
    return Optional.ofNullable(sent)
        .flatMap(RequestId::find)
        .orElseGet(() -> new RequestId(UUID.randomUUID().toString()));
  }
}
