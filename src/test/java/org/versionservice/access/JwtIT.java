package org.versionservice.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.GitCommand;
import org.versionservice.proof.LargeRequests;
import org.versionservice.proof.ServiceProcess;

/** Tests access with signed tokens of another issuer, and their rate limit. */
class JwtIT {

  private static final String AUDIENCE = "version-service";
  private static final String ISSUER = "https://sso.example.com";
  private static final String INCREMENT = "/version/1-app/increment";
  private static final String PAGE = "https://ci.example.com";
  private static final int PER_SECOND = 5;

  @TempDir Path temporary;

  @Test
  void signedTokens_admitTheirSubject() throws GeneralSecurityException {
    KeyPair keys = newKeys();
    Path data = temporary.resolve("data");
    try (ServiceProcess service = start(keys, data).awaitHealthy()) {
      String writer = token(keys, "alice", "\"writer\",\"cooks\"", 600);
      assertThat(status(service, writer, "POST", INCREMENT)).isEqualTo(200);
      assertThat(status(service, writer, "GET", "/version/1-app")).isEqualTo(200);
      assertThat(status(service, writer, "DELETE", "/version/1-app")).isEqualTo(403);
      String reader = token(keys, "bob", "\"reader\"", 600);
      assertThat(status(service, reader, "GET", "/version/1-app")).isEqualTo(200);
      assertThat(status(service, reader, "POST", INCREMENT)).isEqualTo(403);
      HttpResponse<String> powerless =
          send(service, token(keys, "eve", "\"cooks\"", 600), "GET", "/versions");
      assertThat(powerless.statusCode()).isEqualTo(403);
      assertReadableForThePage(powerless);
      assertLimitedToProjects(service, keys);
      assertTurnedAway(service, keys);
      assertLimited(service, keys);
      LargeRequests.assertRefusedBy(service);
      assertThat(service.printed())
          .contains("Initializing MP-JWT")
          .doesNotContain("JWTProcessingException", "SEVERE");
    }
    assertThat(new GitCommand(data).run("log", "--format=%an")).containsExactly("alice");
  }

  private static void assertLimitedToProjects(ServiceProcess service, KeyPair keys)
      throws GeneralSecurityException {
    String limited = signed(keys, with("\"projects\":[\"1\",\"team_*\"]"));
    assertThat(status(service, limited, "GET", "/version/1-app")).isEqualTo(200);
    assertThat(status(service, limited, "GET", "/versions/team_a")).isEqualTo(200);
    for (String path : List.of("/versions", "/version/2-app", "/versions/team")) {
      assertThat(status(service, limited, "GET", path)).as(path).isEqualTo(403);
    }
    for (String odd : List.of("[]", "null", "\"1\"", "[1]", "[\"*\"]", "{\"1\":true}")) {
      String token = signed(keys, with("\"projects\":" + odd));
      assertThat(status(service, token, "GET", "/version/1-app")).as(odd).isEqualTo(403);
    }
    String begun = signed(keys, with("\"nbf\":" + (now() - 1)));
    assertThat(status(service, begun, "GET", "/versions")).isEqualTo(200);
  }

  private static void assertTurnedAway(ServiceProcess service, KeyPair keys)
      throws GeneralSecurityException {
    String valid = token(keys, "alice", "\"admin\"", 600);
    String payload = valid.split("\\.", -1)[1];
    for (String token :
        List.of(
            "",
            "nonsense",
            "a.b.c",
            "a.b.c.d.e",
            "x".repeat(4000),
            token(newKeys(), "alice", "\"admin\"", 600),
            token(keys, "alice", "\"admin\"", -600),
            token(keys, "al/ice", "\"admin\"", 600),
            token(keys, "Version-Service", "\"admin\"", 600),
            signed(keys, claims("alice", "\"admin\"", 600).replace(ISSUER, "https://evil.example")),
            signed(keys, claims("alice", "\"admin\"", 600).replace(AUDIENCE, "another-service")),
            signed(keys, claims("alice", "\"admin\"", 600).replace("\"aud\"", "\"audience\"")),
            signed(keys, with("\"nbf\":" + (now() + 300))),
            signed(keys, with("\"nbf\":\"soon\"")),
            encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + '.' + payload + '.')) {
      HttpResponse<String> answer = send(service, token, "GET", "/versions");
      assertThat(answer.statusCode()).as(token).isEqualTo(401);
      assertThat(answer.headers().allValues("WWW-Authenticate"))
          .as(token)
          .containsExactly(
              "Bearer realm=\"Version Service\""
                  + (token.isEmpty() ? "" : ", error=\"invalid_token\""));
      assertThat(answer.body()).contains("\"code\":\"UNAUTHORIZED\"");
      assertReadableForThePage(answer);
    }
    HttpResponse<String> basic =
        service.send("GET", "/versions", "", "Authorization", "Basic YTpi", "Origin", PAGE);
    assertThat(basic.headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer realm=\"Version Service\"");
    HttpResponse<String> elsewhere =
        service.send("GET", "/versions", "", "Origin", "https://evil.example");
    assertThat(elsewhere.statusCode()).isEqualTo(401);
    assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(elsewhere.headers().firstValue("Vary")).contains("Origin");
  }

  private static void assertReadableForThePage(HttpResponse<String> answer) {
    assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(PAGE);
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
        .contains("Retry-After", "WWW-Authenticate");
  }

  private static void assertLimited(ServiceProcess service, KeyPair keys)
      throws GeneralSecurityException {
    String busy = token(keys, "busy", "\"reader\"", 600);
    HttpResponse<String> answer = send(service, busy, "GET", "/versions");
    for (int sent = 1; answer.statusCode() == 200 && sent < 10_000; sent++) {
      answer = send(service, busy, "GET", "/versions");
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertReadableForThePage(answer);
    assertThat(answer.body()).contains("\"code\":\"TOO_MANY_REQUESTS\"");
    assertThat(status(service, token(keys, "calm", "\"reader\"", 600), "GET", "/versions"))
        .isEqualTo(200);
    assertThat(service.get("/health/ready").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = send(service, "nonsense", "GET", "/versions");
    for (int sent = 1; refused.statusCode() == 401 && sent < 10_000; sent++) {
      refused = send(service, "nonsense", "GET", "/versions");
    }
    assertThat(refused.statusCode()).as("of an address without a token").isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(status(service, token(keys, "calm", "\"reader\"", 600), "GET", "/versions"))
        .as("of the same address with one")
        .isEqualTo(200);
  }

  private static int status(ServiceProcess service, String token, String method, String path) {
    return send(service, token, method, path).statusCode();
  }

  private static HttpResponse<String> send(
      ServiceProcess service, String token, String method, String path) {
    return token.isEmpty()
        ? service.send(method, path, "", "Origin", PAGE)
        : service.send(method, path, "", "Authorization", "Bearer " + token, "Origin", PAGE);
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String token(KeyPair keys, String name, String groups, int seconds)
      throws GeneralSecurityException {
    return signed(keys, claims(name, groups, seconds));
  }

  /** Returns the claims of an admin with one more claim. */
  private static String with(String claim) {
    return claims("alice", "\"admin\"", 600).replaceFirst("}$", "," + claim + "}");
  }

  private static String claims(String name, String groups, int seconds) {
    return ("{\"iss\":\"%s\",\"aud\":[\"other\",\"%s\"],\"sub\":\"1\",\"upn\":\"%s\",\"groups\":[%s],"
            + "\"jti\":\"%s\",\"iat\":%d,\"exp\":%d}")
        .formatted(ISSUER, AUDIENCE, name, groups, name, now() - 1200, now() + seconds);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static String signed(KeyPair keys, String claims) throws GeneralSecurityException {
    String text = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + '.' + encoded(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(text.getBytes(UTF_8));
    return text + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private ServiceProcess start(KeyPair keys, Path data) {
    String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    return ServiceProcess.startOnMicro(
        Map.of(
            "VERSIONS_AUTH",
            "jwt",
            "VERSIONS_CORS_ORIGINS",
            PAGE,
            "VERSIONS_RATE_LIMIT",
            Integer.toString(PER_SECOND),
            "MP_JWT_VERIFY_ISSUER",
            ISSUER,
            "MP_JWT_VERIFY_PUBLICKEY",
            key,
            "MP_JWT_VERIFY_AUDIENCES",
            AUDIENCE,
            "VERSIONS_DATA_DIR",
            data.toString()),
        temporary.resolve("service.log"));
  }
}
