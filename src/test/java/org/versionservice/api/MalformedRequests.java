package org.versionservice.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Malformed requests, each with its expected status and code. */
final class MalformedRequests {

  /**
   * A malformed request.
   *
   * @param headers names and values in turn
   * @param status the expected status
   * @param code the expected code of the problem
   */
  record Request(
      String method,
      String path,
      @Nullable String body,
      List<String> headers,
      int status,
      String code) {

    @Override
    public String toString() {
      String shown = body == null || body.length() < 60 ? body : body.length() + " characters";
      return method + " " + path + " " + headers + " " + shown;
    }
  }

  private static final List<String> JSON = List.of("Content-Type", "application/json");

  private static final List<String> BAD_APP_IDS =
      List.of(
          "app",
          "-app",
          "1234-",
          "_x-app",
          ".x-app",
          "1234--app",
          "1234-.app",
          "1234-_app",
          "12%2034-app",
          "1234-us%20er",
          "1234-%C3%A4pp",
          "%C3%A4-app",
          "1234-a%2Fb",
          "1234-a@b",
          "1234-a:b",
          "1234-a+b",
          "1234-a*b",
          "1234-a'b",
          "1234-a%22b",
          "1234-a%3Cb%3E",
          "1234-a%0Ab",
          "1234-a%0D%0Ax",
          "1234-a%09b",
          "1234-%F0%9F%98%80",
          "1234-a,b",
          "1234-a$b",
          "1234-a!b",
          "1234-a(b)",
          "1234-a~b",
          "1234-a%7Bb%7D",
          "1234-a%25b",
          "12:34-app",
          "x".repeat(65) + "-app",
          "1234-" + "x".repeat(129),
          "%E2%80%8B1234-app",
          "1234-app%20",
          "%201234-app",
          "-",
          "--",
          "%2e%2e-x");

  private static final List<String> BAD_PROJECT_IDS =
      List.of("_x", ".x", "%20", "a%20b", "a-b", "%C3%A4", "a%2Fb", "a@b", "x".repeat(65), "a%0Ab");

  private static final List<String> BAD_VERSIONS =
      List.of(
          "",
          "1",
          "1.2",
          "1.2.3.4",
          "v1.2.3",
          "01.2.3",
          "1.02.3",
          "1.2.03",
          "1.2.3-",
          "1.2.3-01",
          "1.2.3-a..b",
          "1.2.3+",
          "1.2.3+a..b",
          "1.2.3-ä",
          "1.2.3 ",
          " 1.2.3",
          "1.2.x",
          "-1.2.3",
          "1.2.3-a_b",
          "9223372036854775808.0.0",
          "1.2.3-9223372036854775808",
          "latest",
          "1,2,3",
          "1.2.3\\n",
          "1.2.3+a+b",
          "\\u0661.2.3",
          "1.0.0-" + "a".repeat(251));

  private static final List<String> BAD_BODIES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "{]",
          "nonsense",
          "\"1.0.0\"",
          "1",
          "true",
          "[]",
          "[{}]",
          "{\"",
          "{\"version\"}",
          "{\"version\":}",
          "{version:\"1.0.0\"}",
          "{\"version\":\"1.0.0\"",
          "{\"version\":\"1.0.0\"}}",
          "{'version':'1.0.0'}",
          "{\"version\":{}}",
          "{\"version\":[\"1.0.0\"]}",
          "{\"version\":null}",
          "{\"version\":1}",
          "{\"version\":true}",
          "{\"version\":\"1.0.0\",\"version\":\"1.0.1\"}",
          "{\"version\":\"1.0.0\",\"sha\":\"abcdef0\"}",
          "{\"version\":\"1.0.0\",\"\":{}}",
          "{}",
          "{\"Version\":\"1.0.0\"}",
          "null",
          "<version>1.0.0</version>",
          "\u0000",
          "{\"version\":\"1.0.0\",}",
          "[".repeat(5_000),
          "{\"a\":".repeat(5_000));

  /** Targets that the server refuses with 400 and no body, before the application. */
  static final List<String> REFUSED_BY_SERVER =
      List.of("/version/1234-a%5Cb", "/version/1234-a%00", "/version/%C0%AF-b", "/version/%FF-b");

  private MalformedRequests() {}

  static List<Request> all() {
    List<Request> all = new ArrayList<>();
    badAppIds(all);
    badProjectIds(all);
    badBodies(all);
    badParameters(all);
    badPathsAndMethods(all);
    badMediaTypes(all);
    return all;
  }

  private static void badAppIds(List<Request> all) {
    for (String id : BAD_APP_IDS) {
      all.add(bare("GET", "/version/" + id, 400, "INVALID_APP_ID"));
      all.add(bare("POST", "/version/" + id + "/increment", 400, "INVALID_APP_ID"));
    }
    for (String id : BAD_APP_IDS.subList(0, 20)) {
      all.add(bare("DELETE", "/version/" + id, 400, "INVALID_APP_ID"));
      all.add(json("PUT", "/version/" + id, "{\"version\":\"1.0.0\"}", 400, "INVALID_APP_ID"));
      all.add(
          json("POST", "/version/" + id + "/dev", "{\"sha\":\"abcdef0\"}", 400, "INVALID_APP_ID"));
    }
    all.add(bare("DELETE", "/delete/1234-%C3%A4", 400, "INVALID_APP_ID"));
    all.add(bare("DELETE", "/delete/-x", 400, "INVALID_APP_ID"));
    all.add(bare("DELETE", "/delete/_x", 400, "INVALID_PROJECT_ID"));
    all.add(bare("DELETE", "/delete/%20", 400, "INVALID_PROJECT_ID"));
  }

  private static void badProjectIds(List<Request> all) {
    for (String id : BAD_PROJECT_IDS) {
      all.add(bare("GET", "/versions/" + id, 400, "INVALID_PROJECT_ID"));
      all.add(bare("DELETE", "/versions/" + id, 400, "INVALID_PROJECT_ID"));
    }
  }

  private static void badBodies(List<Request> all) {
    for (String version : BAD_VERSIONS) {
      String body = "{\"version\":\"" + version + "\"}";
      all.add(json("PUT", "/version/bad-app", body, 400, "INVALID_VERSION"));
    }
    for (String body : BAD_BODIES) {
      all.add(json("PUT", "/version/bad-app", body, 400, "INVALID_BODY"));
      all.add(json("POST", "/version/bad-app/dev", body, 400, "INVALID_BODY"));
    }
    for (String sha : List.of("", "abcdef", "xyzxyzx", "a".repeat(65), "abcdef0 ", "abcdef0\\n")) {
      String body = "{\"sha\":\"" + sha + "\"}";
      all.add(json("POST", "/version/bad-app/dev", body, 400, "INVALID_BODY"));
    }
    String large = "{\"version\":\"1.0.0\",\"x\":\"" + "x".repeat(64 * 1024) + "\"}";
    all.add(json("PUT", "/version/bad-app", large, 413, "CONTENT_TOO_LARGE"));
    all.add(json("POST", "/version/bad-app/dev", large, 413, "CONTENT_TOO_LARGE"));
    all.add(json("POST", "/version/bad-app/increment", large, 413, "CONTENT_TOO_LARGE"));
    all.add(bare("PUT", "/version/bad-app", 400, "INVALID_BODY"));
    all.add(bare("POST", "/version/bad-app/dev", 400, "INVALID_BODY"));
  }

  private static void badParameters(List<Request> all) {
    for (String type :
        List.of("", "PATCH", "Minor", "none", "%20", "patch%20", "1", "%00", "%FF")) {
      String path = "/version/bad-app/increment?type=" + type;
      all.add(bare("POST", path, 400, "INVALID_INCREMENT_TYPE"));
    }
    for (String word : List.of("", "1", "007", "a.b", "a_b", "%C3%A4", "a%20b", "x".repeat(65))) {
      String path = "/version/bad-app/increment?type=prerelease&preid=" + word;
      all.add(bare("POST", path, 400, "INVALID_PARAMETER"));
    }
    for (String base : List.of("", "release", "PATCH", "x")) {
      String path = "/version/bad-app/increment?type=prerelease&base=" + base;
      all.add(bare("POST", path, 400, "INVALID_PARAMETER"));
    }
    for (String query :
        List.of("x", "x=1", "Type=minor", "type=minor&type=minor", "dryRun&dryRun")) {
      all.add(bare("POST", "/version/bad-app/increment?" + query, 400, "INVALID_PARAMETER"));
      all.add(bare("DELETE", "/version/bad-app?" + query, 400, "INVALID_PARAMETER"));
      all.add(bare("DELETE", "/versions/bad?" + query, 400, "INVALID_PARAMETER"));
    }
    for (String force : List.of("yes", "1", "TRUE", "%20")) {
      String path = "/version/bad-app?force=" + force;
      all.add(json("PUT", path, "{\"version\":\"1.0.0\"}", 400, "INVALID_PARAMETER"));
    }
  }

  private static void badPathsAndMethods(List<Request> all) {
    for (String path :
        List.of(
            "/",
            "/nowhere",
            "/version",
            "/version/",
            "/versions/a/b",
            "/version/bad-app/x",
            "/delete",
            "/VERSIONS",
            "/version/bad-app/increment/x",
            "/WEB-INF/web.xml",
            "/META-INF/MANIFEST.MF",
            "/error-page",
            "/org/versionservice/micro/Launcher.class")) {
      all.add(bare("GET", path, 404, "NOT_FOUND"));
    }
    Map<String, List<String>> methods =
        Map.of(
            "/versions", List.of("POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO"),
            "/versions/bad", List.of("POST", "PUT", "PATCH", "TRACE", "FOO"),
            "/version/bad-app", List.of("POST", "PATCH", "TRACE", "FOO"),
            "/version/bad-app/increment", List.of("GET", "PUT", "DELETE", "PATCH", "TRACE", "FOO"),
            "/version/bad-app/dev", List.of("GET", "PUT", "DELETE", "PATCH", "TRACE", "FOO"),
            "/delete/bad", List.of("GET", "POST", "PUT", "PATCH", "TRACE", "FOO"));
    methods.forEach(
        (path, wrong) ->
            wrong.forEach(method -> all.add(bare(method, path, 405, "METHOD_NOT_ALLOWED"))));
  }

  private static void badMediaTypes(List<Request> all) {
    for (String type :
        List.of(
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "image/png",
            "multipart/form-data; boundary=x",
            "application/json; charset=UTF-16",
            "application/json; charset=nowhere",
            "application/octet-stream")) {
      List<String> headers = List.of("Content-Type", type);
      String put = "{\"version\":\"1.0.0\"}";
      all.add(new Request("PUT", "/version/bad-app", put, headers, 415, "UNSUPPORTED_MEDIA_TYPE"));
      String dev = "{\"sha\":\"abcdef0\"}";
      all.add(
          new Request("POST", "/version/bad-app/dev", dev, headers, 415, "UNSUPPORTED_MEDIA_TYPE"));
    }
    List<String> zipped = List.of("Content-Type", "application/json", "Content-Encoding", "gzip");
    all.add(new Request("PUT", "/version/bad-app", "{}", zipped, 415, "UNSUPPORTED_MEDIA_TYPE"));
    for (String accepted :
        List.of("image/png", "text/html", "application/xml", "application/*+xml")) {
      List<String> headers = List.of("Accept", accepted);
      for (String path : List.of("/versions", "/versions/bad", "/version/bad-app")) {
        all.add(new Request("GET", path, null, headers, 406, "NOT_ACCEPTABLE"));
      }
      all.add(
          new Request("POST", "/version/bad-app/increment", null, headers, 406, "NOT_ACCEPTABLE"));
    }
  }

  private static Request bare(String method, String path, int status, String code) {
    return new Request(method, path, null, List.of(), status, code);
  }

  private static Request json(String method, String path, String body, int status, String code) {
    return new Request(method, path, body, JSON, status, code);
  }
}
