package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonObject;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests the published OpenAPI document, also with independent tools. */
@ExtendWith(SharedService.class)
class OpenApiIT {

  /** The members of the root in OpenAPI 3.0.3. */
  private static final Set<String> ROOT =
      Set.of(
          "openapi", "info", "servers", "security", "tags", "paths", "components", "externalDocs");

  @TempDir Path temporary;

  @Test
  void document_hasOnlyMembersOfOpenApi_inBothForms(Client client) {
    assertThat(json(client).keySet()).isSubsetOf(ROOT).contains("openapi", "paths");
    Set<String> yaml =
        client
            .get("/openapi")
            .body()
            .lines()
            .filter(line -> line.matches("[A-Za-z-]+:.*"))
            .map(line -> line.replaceFirst(":.*", ""))
            .collect(Collectors.toSet());
    assertThat(yaml).isSubsetOf(ROOT).contains("openapi", "paths");
  }

  @Test
  void document_describesEachOperation_andUsesEachComponent(Client client) {
    JsonObject document = json(client);
    assertThat(document.getJsonObject("info")).containsKeys("contact", "license", "description");
    new Document(document)
        .operations()
        .forEach(
            operation -> assertThat(operation.description()).as(operation.name()).isNotBlank());
    String text = document.toString();
    List<String> unused = new ArrayList<>();
    JsonObject components = document.getJsonObject("components");
    for (String section : components.keySet()) {
      for (String name : components.getJsonObject(section).keySet()) {
        String reference = "\"#/components/" + section + '/' + name + '"';
        if (!section.equals("securitySchemes") && !text.contains(reference)) {
          unused.add(reference);
        }
      }
    }
    assertThat(unused).isEmpty();
  }

  @Test
  void document_passesSpectral(Client client) throws Exception {
    Path rules = temporary.resolve("rules.yaml");
    Files.writeString(rules, "extends: [\"spectral:oas\"]\n");
    lint(client, "spectral", "lint", "--fail-severity=warn", "-r", rules.toString());
  }

  @Test
  void document_passesRedocly(Client client) throws Exception {
    lint(client, "redocly", "lint", "--format=stylish");
  }

  /** Checks JSON and YAML with a tool, if it is installed. */
  private void lint(Client client, String tool, String... arguments) throws Exception {
    Optional<Path> program = onPath(tool);
    if (program.isEmpty()) {
      System.out.println(
          "SKIPPED: the OpenAPI document is not held against " + tool + ": no such program");
    }
    assumeTrue(program.isPresent(), tool + " is not installed");
    List<String> command = new ArrayList<>(List.of(program.get().toString()));
    command.addAll(List.of(arguments));
    command.add(
        Files.writeString(temporary.resolve("document.json"), json(client).toString()).toString());
    command.add(
        Files.writeString(temporary.resolve("document.yaml"), client.get("/openapi").body())
            .toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).doesNotContain(" warning ");
  }

  private static Optional<Path> onPath(String tool) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static JsonObject json(Client client) {
    return client.get("/openapi?format=json", "Accept", "application/json").json();
  }
}
