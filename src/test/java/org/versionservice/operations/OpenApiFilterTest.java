package org.versionservice.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests that only the server's addition is removed from the OpenAPI document. */
class OpenApiFilterTest {

  @Test
  void withoutAddition_json_keepsAllOtherMembersInTheirOrder() {
    assertThat(
            OpenApiFilter.withoutAddition(
                "{\"openapi\":\"3.0.3\",\"endpoints\":{\"/\":[\"/a\"]},\"paths\":{\"endpoints\":{}}}"))
        .isEqualTo("{\"openapi\":\"3.0.3\",\"paths\":{\"endpoints\":{}}}");
  }

  @Test
  void withoutAddition_yaml_keepsAllOtherMembers() {
    String before = "openapi: 3.0.3\npaths:\n  endpoints:\n    get: {}\n";
    String after = "components:\n  schemas: {}\n";
    assertThat(
            OpenApiFilter.withoutAddition(
                before + "endpoints:\n  /:\n  - /a\n  - \"/b/{c}\"\n" + after))
        .isEqualTo(before + after);
    assertThat(OpenApiFilter.withoutAddition(before + "endpoints: {}\n")).isEqualTo(before);
    assertThat(OpenApiFilter.withoutAddition(before)).isEqualTo(before);
  }
}
