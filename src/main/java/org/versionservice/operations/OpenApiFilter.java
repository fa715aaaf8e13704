package org.versionservice.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Pattern;

/**
 * Takes out of the OpenAPI document what the server adds to it: a member of the root that OpenAPI
 * does not know, and for which tools refuse the document. The server's model of the document does
 * not show it to an {@code OASFilter}.
 */
@WebFilter(urlPatterns = "/openapi/*", asyncSupported = true)
public final class OpenApiFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String ADDED = "endpoints";
  private static final Pattern ADDED_YAML =
      Pattern.compile("(?m)^" + ADDED + ":.*\\R(?:[ \\t-].*(?:\\R|\\z))*");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    BufferedResponse buffered = new BufferedResponse(response);
    chain.doFilter(request, buffered);
    buffered.send(withoutAddition(new String(buffered.body(), UTF_8)));
  }

  /** The document without the addition; a text that is none is left as it is. */
  static String withoutAddition(String document) {
    if (!document.startsWith("{")) {
      return ADDED_YAML.matcher(document).replaceFirst("");
    }
    try (JsonReader reader = Json.createReader(new StringReader(document))) {
      return Json.createObjectBuilder(reader.readObject()).remove(ADDED).build().toString();
    }
  }
}
