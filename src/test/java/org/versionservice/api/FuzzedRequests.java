package org.versionservice.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Requests as broken clients, proxies and attackers send them. None of them is a valid write: each
 * write has at least one flaw.
 */
final class FuzzedRequests {

  /** How a request is sent. */
  enum Manner {
    AT_ONCE,
    /** In small pieces with pauses. */
    SLOWLY,
    /** The client stops sending before the end. */
    CUT,
    /** The client closes the connection before the end. */
    ABANDONED
  }

  record Fuzzed(byte[] bytes, Manner manner) {

    /**
     * Returns whether it is an HTTP/1.1 request that was sent completely, without body or upgrade.
     */
    boolean isWhole() {
      String text = new String(bytes, ISO_8859_1);
      return manner == Manner.AT_ONCE
          && text.contains(" HTTP/1.1\r\n")
          && !BODY_OR_UPGRADE.matcher(text).find();
    }

    @Override
    public String toString() {
      String text = new String(bytes, ISO_8859_1);
      return manner + " " + (text.length() < 600 ? text : text.substring(0, 600) + "...");
    }
  }

  private static final Pattern BODY_OR_UPGRADE =
      Pattern.compile("(?m)^(Content-Length|Transfer-Encoding|Upgrade|Expect): ");

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get", "G@T");

  private static final List<String> READS =
      List.of(
          "/version/fuzz-a",
          "/version/fuzz-a/history",
          "/version/fuzz-a/badge.svg",
          "/version/fuzz-a/badge.json",
          "/versions",
          "/versions/fuzz",
          "/conflicts",
          "/tokens",
          "/health",
          "/health/ready",
          "/metrics",
          "/openapi",
          "/error-page",
          "/hooks/push");

  private static final List<String> SEGMENTS =
      List.of(
          "version",
          "versions",
          "events",
          "fuzz-a",
          "..",
          ".",
          "",
          "%2e%2e",
          "%2f",
          "%00",
          "%zz",
          "%C0%AF",
          "%F0%9F%98%80",
          ";a=b",
          "WEB-INF",
          "a\\b",
          "{x}",
          "<b>",
          "~",
          "*",
          "a|b",
          "\u00e4",
          "'--",
          "$(id)",
          "%25",
          "+",
          "@",
          "[::1]");

  private static final List<String> QUERIES =
      List.of(
          "at=",
          "at=0000000",
          "at=%FF",
          "limit=-1",
          "limit=9999999999999",
          "before=x",
          "app=%00",
          "type=%",
          "&&&",
          "=",
          "?",
          "a=b&a=c",
          "project=%E2%82%AC",
          "at=2001-02-30T00:00:00Z",
          "at=%2B999999999-01-01T00:00:00Z",
          "limit=%D9%A1",
          "dryRun=[]",
          "at={x}");

  private static final List<String> HEADERS =
      List.of(
          "Accept: image/png",
          "Accept: ;;;",
          "Accept: */*;q=2",
          "Accept: a/b/c",
          "Accept: text/plain",
          "Accept-Encoding: gzip;q=x",
          "Accept-Encoding: gzip",
          "Accept-Charset: nowhere",
          "Accept-Language: \u00ff",
          "If-None-Match: \"",
          "If-None-Match: *",
          "If-Match: W/",
          "If-Match: \"x\", ",
          "If-Modified-Since: yesterday",
          "Range: bytes=9-1",
          "Expect: 100-continue",
          "Expect: 200-maybe",
          "Connection: upgrade",
          "Upgrade: websocket",
          "X-Request-Id: \u0001",
          "X-Request-Id: a b",
          "X-Forwarded-For: <script>",
          "Host: a:b:c",
          "Host: ",
          "Authorization: Basic %%%",
          "Authorization: Bearer ",
          "Authorization: Digest x",
          "Idempotency-Key: ",
          "Idempotency-Key: \t",
          "Last-Event-ID: \u00e9",
          "Origin: null",
          "Origin: https://ci.example.com",
          "Access-Control-Request-Method: FOO",
          "Cookie: a=b;;;=",
          "Content-Encoding: gzip",
          "Content-Encoding: br",
          "Transfer-Encoding: gzip",
          "no colon",
          " folded: line",
          ": nameless",
          "X-\u0000: y",
          "X-HTTP-Method-Override: DELETE",
          "Content-Type: /",
          "Content-Type: application/json; charset=\"",
          "Content-Language: ;");

  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/json",
          "application/json",
          "application/json;charset=utf-16",
          "text/plain",
          "application/xml",
          "a",
          "application/x-www-form-urlencoded",
          "*/*",
          "multipart/form-data");

  private static final List<String> BODIES =
      List.of(
          "{",
          "[]",
          "null",
          "\"1.0.0\"",
          "{\"version\":1}",
          "{\"version\":\"1\"}",
          "{\"sha\":[]}",
          "{\"version\":\"\u0000\"}",
          "{\"version\":\"1.0.0\"}{",
          "\ufeff{}x",
          "{\"sha\":\"xyz\"}",
          "{\"commits\":[[]]}",
          "{\"version\":null,\"version\":{}}",
          "{\"version\":1e999}",
          "<a/>",
          "{\"version\":\"\\ud800\"}",
          "{\"version\":\"-1.0.0\"}",
          "a=b",
          "{]");

  private final Random random;

  FuzzedRequests(Random random) {
    this.random = random;
  }

  /** Returns the next request. */
  Fuzzed next() {
    boolean writes = random.nextInt(3) == 0;
    String method = writes ? pick(List.of("POST", "PUT", "DELETE")) : pick(METHODS);
    List<String> headers = extraHeaders();
    byte[] body = new byte[0];
    String target;
    if (writes) {
      body = flawedBody();
      target = pick(List.of("/version/fuzz-a", "/version/fuzz-a/increment", "/version/fuzz-a/dev"));
      target =
          method.equals("DELETE")
              ? pick(List.of("/version/-", "/delete/_", "/versions/%20"))
              : target;
      headers.add("Content-Type: " + pick(TYPES));
      // This condition never holds, so even an otherwise valid write is refused.
      headers.add("If-Match: \"never\"");
    } else {
      target = random.nextBoolean() ? pick(READS) : "/" + segments();
      target += random.nextInt(3) == 0 ? "?" + pick(QUERIES) : "";
    }
    return request(method, target, headers, body);
  }

  private Fuzzed request(String method, String target, List<String> headers, byte[] body) {
    if (random.nextInt(40) == 0) {
      target = target + "x".repeat(random.nextInt(12_000));
    }
    String version =
        random.nextInt(60) == 0 ? pick(List.of("HTTP/9.9", "HTTP", "", "HTTP/1.0")) : "HTTP/1.1";
    body = withLength(headers, body);
    Collections.shuffle(headers, random);
    String head =
        method + ' ' + target + ' ' + version + "\r\nHost: localhost\r\nConnection: close\r\n";
    head += String.join("\r\n", headers) + (headers.isEmpty() ? "" : "\r\n") + "\r\n";
    byte[] start = random.nextBoolean() ? head.getBytes(UTF_8) : head.getBytes(ISO_8859_1);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    Manner manner = random.nextInt(12) == 0 ? pick(List.of(Manner.values())) : Manner.AT_ONCE;
    return new Fuzzed(all, manner);
  }

  /** Adds the length of the body: correct, wrong, twice, or in chunks that may be malformed. */
  private byte[] withLength(List<String> headers, byte[] body) {
    if (body.length == 0 && random.nextInt(4) > 0) {
      return body;
    }
    switch (random.nextInt(10)) {
      case 0 ->
          headers.add(
              "Content-Length: " + pick(List.of("-1", "x", "99999999999999999999", "0x10", "")));
      case 1 -> headers.add("Content-Length: " + random.nextInt(body.length + 1));
      case 2 -> {
        headers.add("Content-Length: " + body.length);
        headers.add("Content-Length: " + (body.length + random.nextInt(2)));
      }
      case 3, 4 -> {
        headers.add("Transfer-Encoding: chunked");
        String size =
            random.nextInt(3) == 0
                ? pick(List.of("-1", "zz", "ffffffffff", ""))
                : Integer.toHexString(body.length);
        String end = random.nextInt(3) == 0 ? "" : "\r\n0\r\n\r\n";
        return (size + "\r\n" + new String(body, ISO_8859_1) + end).getBytes(ISO_8859_1);
      }
      default -> headers.add("Content-Length: " + body.length);
    }
    return body;
  }

  private byte[] flawedBody() {
    switch (random.nextInt(8)) {
      case 0 -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
      }
      case 1 -> {
        return ("{\"x\":\"" + "y".repeat(60_000 + random.nextInt(12_000)) + "\"}").getBytes(UTF_8);
      }
      case 2 -> {
        return "{\"a\":".repeat(random.nextInt(2_000)).getBytes(UTF_8);
      }
      default -> {
        return pick(BODIES).getBytes(UTF_8);
      }
    }
  }

  private List<String> extraHeaders() {
    List<String> headers = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      headers.add(pick(HEADERS));
    }
    if (random.nextInt(50) == 0) {
      headers.add("X-Long: " + "x".repeat(random.nextInt(12_000)));
    }
    if (random.nextInt(100) == 0) {
      for (int i = random.nextInt(150); i > 0; i--) {
        headers.add("X-Many-" + i + ": x");
      }
    }
    return headers;
  }

  private String segments() {
    List<String> segments = new ArrayList<>();
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      segments.add(pick(SEGMENTS));
    }
    // The event stream has no end; the table of cases has its bad requests.
    return String.join("/", segments).replaceFirst("^events$", "event");
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
