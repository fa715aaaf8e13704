package org.versionservice.api.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests entity tags and their comparison by RFC 9110 §8.8.3 and §13.1. */
class EntityTagsTest {

  @Test
  void parse_list_hasStrongAndWeakOnes() {
    assertThat(EntityTags.parse("\"17\", W/\"x\" ,\"\",,\t\"a,b\""))
        .hasValue(new EntityTags(false, Set.of("17", "", "a,b"), Set.of("x")));
  }

  @Test
  void parse_asterisk_isAny() {
    assertThat(EntityTags.parse(" * ")).hasValue(new EntityTags(true, Set.of(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "17",
        "\"17",
        "17\"",
        "'17'",
        "w/\"17\"",
        "\"17\" \"18\"",
        "\"17\",*",
        "**",
        "\"a b\"",
        "\"17\";",
        "W/17"
      })
  void parse_anythingElse_isNone(String text) {
    assertThat(EntityTags.parse(text)).isEmpty();
  }

  @Test
  void match_strongly_leavesWeakTagsOut() {
    EntityTags tags = EntityTags.parse("\"17\", W/\"18\"").orElseThrow();
    assertThat(tags.matchStrongly("17")).isTrue();
    assertThat(tags.matchStrongly("18")).isFalse();
    assertThat(tags.matchWeakly("17")).isTrue();
    assertThat(tags.matchWeakly("18")).isTrue();
    assertThat(tags.matchWeakly("19")).isFalse();
    assertThat(EntityTags.parse("*").orElseThrow().matchStrongly("19")).isTrue();
  }

  @Test
  void parse_longText_isRead() {
    String many = "\"x\",".repeat(10_000);
    assertThat(EntityTags.parse(many + "\"y\"").orElseThrow().strong()).containsExactly("x", "y");
    assertThat(EntityTags.parse(" ".repeat(40_000) + "y")).isEmpty();
  }
}
