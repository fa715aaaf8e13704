package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the grammar of the small values of a change. */
class ValuesTest {

  @Test
  void newSourceSha_upperCase_isKeptInLowerCase() {
    SourceSha sha = new SourceSha("ABCDEF0123");

    assertThat(sha).hasToString("abcdef0123").isEqualTo(new SourceSha("abcdef0123"));
    assertThat(sha.abbreviated()).isEqualTo("abcdef0");
  }

  @Test
  void newSourceSha_length_is7To64() {
    assertThat(new SourceSha("a".repeat(7)).abbreviated()).isEqualTo("a".repeat(7));
    assertThat(new SourceSha("a".repeat(64)).value()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new SourceSha("a".repeat(6)));
    assertThatIllegalArgumentException().isThrownBy(() -> new SourceSha("a".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "abcdefg", "0x12345", "abcdef 0", "abcdef0\n", "-abcdef0", "abcdef\u0661"})
  void newSourceSha_otherCharacters_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SourceSha(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "~", "a", "\"quoted\"", "8e03978e-40d5-43dd-bc93-6894a57f9324"})
  void newIdempotencyKey_visibleAscii_keepsItsText(String text) {
    assertThat(new IdempotencyKey(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\n", "a\tb", "\u007f", "\u0000", "\u00e4"})
  void newIdempotencyKey_otherCharacters_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nType: delete", "a\rb", "a\u0000", "\u007f", "\u00e4"})
  void newCorrelationId_otherCharacters_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new RequestId(text));
    assertThat(RequestId.find(text)).isEmpty();
  }

  @Test
  void newCorrelationId_length_isAtMost128() {
    assertThat(new RequestId("i".repeat(128))).hasToString("i".repeat(128));
    assertThat(RequestId.find("i".repeat(129))).isEmpty();
  }

  @Test
  void newIdempotencyKey_length_isAtMost255() {
    assertThat(new IdempotencyKey("k".repeat(255)).value()).hasSize(255);
    assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey("k".repeat(256)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Ada Lovelace",
        "j\u00fcrgen",
        "ci-bot@example.org",
        "a_b.c",
        "\u5f20 \u4f1f",
        "7"
      })
  void newPrincipal_name_keepsItsText(String name) {
    assertThat(new Principal(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a\n",
        "a\nb",
        "a\u0000",
        "a <a@b>",
        "a>",
        "a\tb",
        "a\u00a0b",
        "a/b",
        "a\u202e"
      })
  void newPrincipal_nameThatAnAuthorLineCannotHold_isRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Principal(name));
  }

  @Test
  void newPrincipal_length_isAtMost128() {
    assertThat(new Principal("n".repeat(128)).name()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> new Principal("n".repeat(129)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AAAAAAAAAAAAAAAAAAAAAA", "abcdefghijABCDEFGHIJ-_", "0123456789012345678901"})
  void newChangeId_base64Url_keepsItsText(String text) {
    assertThat(new ChangeId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAA+",
        "AAAAAAAAAAAAAAAAAAAAA/",
        "AAAAAAAAAAAAAAAAAAAAA\n",
        "AAAAAAAAAAAAAAAAAAAAAA\n"
      })
  void newChangeId_otherText_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ChangeId(text));
  }

  @Test
  void random_manyChangeIds_areAllDifferent() {
    Random random = new Random(1);

    assertThat(Stream.generate(() -> ChangeId.random(random)).limit(1_000)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "ABCDEF0123456789ABCDEF0123456789ABCDEF01"})
  void newCommitId_otherThan40LowerCaseDigits_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new CommitId(text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CommitId("a".repeat(40) + text + "0"));
    assertThat(new CommitId("0a".repeat(20))).hasToString("0a".repeat(20));
  }
}
