package org.versionservice.api.filter;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.RequestId;

/** The header with the id of a request, which commits and the log also contain. */
public final class RequestIdHeader {

  static final String NAME = "X-Request-Id";

  private RequestIdHeader() {}

  /** Returns the id of a request; each call returns the same one. */
  public static RequestId in(HttpServletRequest request) {
    if (request.getAttribute(NAME) instanceof RequestId known) {
      return known;
    }
    RequestId id = of(request.getHeader(NAME));
    request.setAttribute(NAME, id);
    return id;
  }

  /** Returns the id that the client sent if it is valid, else a new one. */
  static RequestId of(@Nullable String sent) {
    return Optional.ofNullable(sent)
        .flatMap(RequestId::find)
        .orElseGet(() -> new RequestId(UUID.randomUUID().toString()));
  }
}
