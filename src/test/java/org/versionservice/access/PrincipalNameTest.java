package org.versionservice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that new tokens get no reserved or similar name. */
class PrincipalNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"ci", "Ada Lovelace", "ci@example.com", "team_a.deploy-2", "admin2"})
  void parse_ofAName_isIt(String name) {
    assertThat(PrincipalName.parse(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin",
        "Admin",
        "adm1n",
        "adrnin",
        "a.d.m.i.n",
        "admin.",
        "@admin",
        "anonymous",
        "version-service",
        "Version Service",
        "\u0430dmin",
        "\u0441i",
        "Zo\u00eb",
        "ci\u202e",
        "ci\u200b",
        " ci",
        "ci ",
        "c  i",
        "c\ni",
        "",
        "<ci>",
      })
  void parse_ofWhatLooksLikeAnother_isRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> PrincipalName.parse(name));
  }

  @Test
  void parse_isBounded() {
    assertThat(PrincipalName.parse("n".repeat(128)).name()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> PrincipalName.parse("n".repeat(129)));
  }
}
