package org.versionservice.api.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that only ids that are safe in headers and logs are accepted. */
class RequestIdHeaderTest {

  @Test
  void of_visibleAscii_isTaken() {
    for (String id : new String[] {"a", "!\"#$%&'()*+,-./~", "x".repeat(128)}) {
      assertThat(RequestIdHeader.of(id)).hasToString(id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a\tb", "a\r\nb", "a\u0000", "\u007f", "ä", "\ud83d\ude00"})
  void of_anythingElse_isAnotherOne(String id) {
    assertThat(RequestIdHeader.of(id).value()).matches("[0-9a-f-]{36}");
  }

  @Test
  void of_tooLongOrMissing_isANewOneEachTime() {
    assertThat(RequestIdHeader.of("x".repeat(129)).value()).hasSize(36);
    assertThat(RequestIdHeader.of(null).value())
        .hasSize(36)
        .isNotEqualTo(RequestIdHeader.of(null).value());
  }
}
