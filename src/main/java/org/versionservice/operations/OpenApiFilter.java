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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes the member {@code endpoints} that the server adds to the root of the OpenAPI document:
 * tools refuse a document with it. An {@code OASFilter} does not see it.
 */
@WebFilter(urlPatterns = "/openapi/*", asyncSupported = true)
public final class OpenApiFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String ADDED = "endpoints";
  private static final Pattern ADDED_YAML =
      Pattern.compile("(?m)^" + ADDED + ":.*\\R(?:[ \\t-].*(?:\\R|\\z))*");

  /** The maximum number of cached documents; clients can send any number of different requests. */
  private static final int MAX_DOCUMENTS = 16;

  private final transient Map<List<String>, Document> documents = new ConcurrentHashMap<>();

  /** A cached document; the server would write it again for each request. */
  private record Document(String type, String text) {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    BufferedResponse buffered = new BufferedResponse(response);
    // A client that requests it repeatedly without reading it needs a new connection each time.
    response.setHeader("Connection", "close");
    List<String> key = key(request);
    Document known = documents.get(key);
    if (known == null) {
      chain.doFilter(request, buffered);
      String text = withoutAddition(new String(buffered.body(), UTF_8));
      String type = response.getContentType();
      boolean complete = response.getStatus() == HttpServletResponse.SC_OK && !text.isEmpty();
      if (complete && type != null && documents.size() < MAX_DOCUMENTS) {
        documents.put(key, new Document(type, text));
      }
      buffered.send(text);
    } else {
      response.setContentType(known.type());
      buffered.send(known.text());
    }
  }

  private static List<String> key(HttpServletRequest request) {
    return Stream.of(
            request.getMethod(),
            request.getPathInfo(),
            request.getQueryString(),
            request.getHeader("Accept"))
        .map(String::valueOf)
        .toList();
  }

  /** Returns a document in JSON or YAML without the added member. */
  static String withoutAddition(String document) {
    if (!document.startsWith("{")) {
      return ADDED_YAML.matcher(document).replaceFirst("");
    }
    try (JsonReader reader = Json.createReader(new StringReader(document))) {
      return Json.createObjectBuilder(reader.readObject()).remove(ADDED).build().toString();
    }
  }
}
