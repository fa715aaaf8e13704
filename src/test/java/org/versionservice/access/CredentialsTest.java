package org.versionservice.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a token is found in each valid header, and in no other. */
class CredentialsTest {

  @ParameterizedTest
  @ValueSource(strings = {"Bearer t0ken", "bearer t0ken", "BEARER   t0ken ", " Bearer t0ken"})
  void token_ofBearer_isWhatFollows(String header) {
    assertThat(Credentials.token(header)).contains("t0ken");
  }

  @Test
  void token_ofBasic_isThePassword() {
    assertThat(Credentials.token(basic("anybody:t0ken"))).contains("t0ken");
    assertThat(Credentials.token(basic(":t0:ken"))).contains("t0:ken");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "Bearer", "t0ken", "Digest t0ken", "Basic", "Basic %%%", "Basic dDA="})
  void token_ofAnythingElse_isNone(String header) {
    assertThat(Credentials.token(header)).isEmpty();
  }

  @Test
  void isBearer_tellsATokenFromOtherSchemes() {
    assertThat(Credentials.isBearer("bearer t0ken")).isTrue();
    assertThat(Credentials.isBearer("Bearer")).isFalse();
    assertThat(Credentials.isBearer(basic("anybody:t0ken"))).isFalse();
    assertThat(Credentials.isBearer(null)).isFalse();
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }
}
