package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.versionservice.proof.Runbook;

/**
 * Runs the commands of the README's cookbook; the comment after a command is its expected output.
 */
@ExtendWith(SharedService.class)
class CookbookIT {

  private static final Pattern EXPECTED = Pattern.compile("(?m) {3,}# (.*)$");

  @TestFactory
  Stream<DynamicTest> recipes(URI url) {
    Runbook readme = Runbook.read(Path.of("README.md"));
    Map<String, String> environment =
        Map.of(
            "VERSION_SERVICE_URL",
            url.toString(),
            "CI_COMMIT_SHA",
            "8e3c0ff9d2a14b7c6a5e4d3c2b1a09f8e7d6c5b4");
    List<String> recipes = readme.headings("Cookbook");
    assertThat(recipes).hasSizeGreaterThan(8);
    return recipes.stream()
        .map(
            recipe ->
                dynamicTest(
                    recipe,
                    () ->
                        assertThat(words(readme.run(recipe, 0, environment)))
                            .isEqualTo(expected(readme.block(recipe, 0)))));
  }

  private static String expected(String block) {
    return EXPECTED
        .matcher(block)
        .results()
        .map(output -> output.group(1))
        .collect(Collectors.joining(" "));
  }

  private static String words(String printed) {
    return printed.strip().replaceAll("\\s+", " ");
  }
}
