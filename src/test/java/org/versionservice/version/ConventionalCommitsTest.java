package org.versionservice.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versionservice.version.Increment.Level;

/** Tests the choice of an increment by the specification of Conventional Commits 1.0.0. */
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
        "\n \r\n  feat!: x",
        "* feat!: x",
        "- fix: x\n- feat(api)!: y",
        "Release it (#12)\n\n* fix: x\n\n* feat!: y\n\n  more",
        "* fix: x\n\n  more\n\n  BREAKING CHANGE: y",
        "fix: x\n\n- BREAKING-CHANGE: y",
        "feat: x\n\nBREAKING CHANGE:\n- y",
        "Merge branch 'x' into 'main'\n\nfeat!: y\n\nSee merge request a/b!1",
        "Squashed commit of the following:\n\ncommit 4f2a9c1d\nAuthor: A <a@b>\n\n    fix!: x\n",
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
        "\nfeat: x",
        "\r\n\t\n  feat: x",
        "* feat: x",
        "- feat: x\n- fix!",
        "+ feat(ui): x",
        "Add a page (#7)\n\n* fix: x\n* feat: y",
        "Merge pull request #7 from a/b\n\nfeat: y",
        "commit 4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d (HEAD -> main)\n\n    feat: x\n\n    a!: b",
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
        "Revert \"feat!: x\"\n\nThis reverts commit 4f2a9c1d.",
        "revert: feat!: x",
        "fix: x\n\n  - feat: an item of an item",
        "fix: x\n\n-feat: no space",
        "fix: x\n\n    feat: code",
        "* ",
        "Merge branch 'x'\n\nmore\n\nfeat: y",
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

  /** The patterns must not backtrack over a long text. */
  @Test
  void of_longTexts_areRead() {
    String word = "a".repeat(60_000);
    String footers = "BREAKING CHANGE:".repeat(4_000) + "\nBREAKING CHANGE:" + "\n ".repeat(30_000);
    List<String> texts =
        List.of(
            word,
            footers,
            "* ".repeat(30_000),
            word + "(",
            "feat(" + word,
            "feat: " + " ".repeat(60_000),
            "\n".repeat(60_000));
    assertThat(ConventionalCommits.of(texts).level()).isEqualTo(Level.PATCH);
  }
}
