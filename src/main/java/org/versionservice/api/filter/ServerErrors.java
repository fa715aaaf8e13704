package org.versionservice.api.filter;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.versionservice.access.TokenAuthenticationMechanism;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.JsonFormat;
import org.versionservice.api.model.Problem;

/** Sends problems outside of JAX-RS. */
public final class ServerErrors {

  private static final Jsonb JSON = new JsonFormat().getContext(Problem.class);

  private ServerErrors() {}

  /** Sends a problem. */
  public static void send(HttpServletResponse response, ErrorCode code, String detail)
      throws IOException {
    send(response, Problem.of(code, detail));
  }

  public static void send(HttpServletResponse response, Problem problem) throws IOException {
    byte[] body = JSON.toJson(problem).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The error page of {@code web.xml} for all statuses. */
  @WebServlet("/error-page")
  public static final class Page extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject private transient AllowedOrigins origins;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
      ErrorCode code =
          status instanceof Integer number ? ErrorCode.of(number) : ErrorCode.NOT_FOUND;
      boolean passedGuard = response.containsHeader(RequestIdHeader.NAME);
      if (!passedGuard) {
        response.setHeader(RequestIdHeader.NAME, RequestIdHeader.in(request).value());
        origins.addHeaders(request, response);
      }
      SecurityHeaders.set(response);
      Object reason = request.getAttribute(TokenAuthenticationMechanism.REASON);
      send(response, code, reason instanceof String text ? text : code.title());
    }
  }
}
