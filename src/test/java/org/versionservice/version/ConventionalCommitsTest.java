package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.Increment.Level;

/** Holds the pick to the specification of Conventional Commits 1.0.0 and its examples. */
class ConventionalCommitsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "feat!: send an email to the customer when a product is shipped",
        "feat(api)!: send an email to the customer when a product is shipped",
        "chore!: drop support for Node 6",
        "feat: x\n\nBREAKING CHANGE: `extends` key in config file is now used",
        "fix: x\r\n\r\nbody\r\n\r\nBREAKING-CHANGE: y",
        "refactor: x\n\nReviewed-by: Z\nBREAKING CHANGE #123",
        "anything at all\n\nBREAKING CHANGE: y",
      })
  void of_breakingChange_isMajor(String message) {
    assertThat(ConventionalCommits.of(List.of(message)).level()).isEqualTo(Level.MAJOR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "feat: allow provided config object to extend other configs",
        "feat(lang): add Polish language",
        "FEAT(lang): add Polish language",
        "Feat: x\n\nbreaking change: lower case is none",
        "feat: x\n\nsee BREAKING CHANGE: not at the begin of a line",
      })
  void of_feature_isMinor(String message) {
    assertThat(ConventionalCommits.of(List.of(message)).level()).isEqualTo(Level.MINOR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "fix: array parsing issue",
        "docs: correct spelling of CHANGELOG",
        "revert: let us never again speak of the noodle incident",
        "feature: x",
        "feat:no space",
        "feat : x",
        "feat",
        "feat: ",
        "feat(: x",
        "feat(a(b)): x",
        "a feat: x",
        "fix: x\n\nfeat: in the body",
        "Merge branch 'feat: x'",
        "!: x",
        "fix: x\n\nBREAKING CHANGE",
        "fix: x\n\nBREAKING CHANGES: x",
      })
  void of_anythingElse_isPatch(String message) {
    assertThat(ConventionalCommits.of(List.of(message)))
        .isEqualTo(new ConventionalCommits(Level.PATCH, "no commit is a feature or breaking"));
  }

  @Test
  void of_severalCommits_isTheHighestOfThem_andSaysWhich() {
    assertThat(ConventionalCommits.of(List.of("fix: a", "feat: b\n\nmore", "feat: c")))
        .isEqualTo(new ConventionalCommits(Level.MINOR, "feat: b"));
    assertThat(ConventionalCommits.of(List.of("feat: b", "fix!: a", "fix: c")))
        .isEqualTo(new ConventionalCommits(Level.MAJOR, "fix!: a"));
    assertThat(ConventionalCommits.of(List.of()).level()).isEqualTo(Level.PATCH);
  }

  @Test
  void of_longFirstLine_isCut() {
    String reason = ConventionalCommits.of(List.of("feat: " + "x".repeat(1_000))).reason();
    assertThat(reason).hasSize(200).startsWith("feat: x");
  }

  /** The patterns must not go back and forth over a text. */
  @Test
  void of_longTexts_areRead() {
    String word = "a".repeat(60_000);
    List<String> texts =
        List.of(
            word, word + "(", "feat(" + word, "feat: " + " ".repeat(60_000), "\n".repeat(60_000));
    assertThat(ConventionalCommits.of(texts).level()).isEqualTo(Level.PATCH);
  }
}
