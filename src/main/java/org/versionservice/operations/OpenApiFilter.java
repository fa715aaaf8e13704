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
import org.versionservice.access.HttpConnection;

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

  /** How many kinds of requests are remembered; clients may ask for it as they like. */
  private static final int MOST_KINDS = 16;

  private final transient Map<List<String>, Document> documents = new ConcurrentHashMap<>();

  /** The document as it was sent once; the server would write it anew for each request. */
  private record Document(String type, String text) {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    BufferedResponse buffered = new BufferedResponse(response);
    // A client that asks for it again and again without reading it has to connect again each time.
    HttpConnection.closeAfter(response);
    List<String> kind = kind(request);
    Document known = documents.get(kind);
    if (known == null) {
      chain.doFilter(request, buffered);
      String text = withoutAddition(new String(buffered.body(), UTF_8));
      String type = response.getContentType();
      boolean whole = response.getStatus() == HttpServletResponse.SC_OK && !text.isEmpty();
      if (whole && type != null && documents.size() < MOST_KINDS) {
        documents.put(kind, new Document(type, text));
      }
      buffered.send(text);
    } else {
      response.setContentType(known.type());
      buffered.send(known.text());
    }
  }

  /** What the server looks at. */
  private static List<String> kind(HttpServletRequest request) {
    return Stream.of(
            request.getMethod(),
            request.getPathInfo(),
            request.getQueryString(),
            request.getHeader("Accept"))
        .map(String::valueOf)
        .toList();
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
