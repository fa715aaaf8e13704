package org.versionservice.api;

import jakarta.json.bind.Jsonb;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** Answer with a problem where the server would answer with a page of its own. */
final class ServerErrors {

  private static final Jsonb JSON = new JsonFormat().getContext(Problem.class);

  private ServerErrors() {}

  private static void send(HttpServletResponse response, ErrorCode code, String detail)
      throws IOException {
    byte[] body = JSON.toJson(Problem.of(code, detail)).getBytes(StandardCharsets.UTF_8);
    response.setStatus(code.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The error page of the application, for all statuses. */
  @WebServlet(Page.PATH)
  public static final class Page extends HttpServlet {

    /** As web.xml has it. */
    static final String PATH = "/error-page";

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
      ErrorCode code =
          status instanceof Integer number ? ErrorCode.of(number) : ErrorCode.NOT_FOUND;
      send(response, code, code.title());
    }
  }

  /** Refuses what JAX-RS does not get to see. */
  @WebFilter(urlPatterns = "/*", asyncSupported = true)
  public static final class Gate extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (!isUri(request)) {
        send(response, ErrorCode.INVALID_REQUEST, "the request target is no URI (RFC 3986)");
      } else if (request.getMethod().equals("TRACE")) {
        response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        send(response, ErrorCode.METHOD_NOT_ALLOWED, "TRACE is not answered here");
      } else {
        chain.doFilter(request, response);
      }
    }

    private static boolean isUri(HttpServletRequest request) {
      try {
        String query = request.getQueryString();
        new URI(request.getRequestURI() + (query == null ? "" : '?' + query));
        return true;
      } catch (URISyntaxException malformed) {
        return false;
      }
    }
  }
}
