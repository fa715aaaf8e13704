package org.versionservice.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.versionservice.api.Client.Answer;

/**
 * A row of {@code http-cases.txt}: a request and the expected response. The head of the file
 * describes the format.
 *
 * @param headers names and values in turn
 */
record Case(
    String method,
    String target,
    String[] headers,
    String body,
    int status,
    List<String> expectations) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(?:(\\w)\\*(\\d+)|(\\w+))}}");
  private static final Pattern HEADER = Pattern.compile("([A-Z][A-Za-z-]+): (.*)");

  /**
   * Parses a row.
   *
   * @param variables values of earlier responses by name
   */
  static Case of(String row, Map<String, String> variables) {
    String[] columns = row.split("[|]", -1);
    assertThat(columns).as(row).hasSize(5);
    String[] call = substitute(columns[0].strip(), variables).split(" ", 2);
    List<String> expectations =
        Arrays.stream(columns[4].split(" && ", -1))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(text -> substitute(text, variables))
            .toList();
    return new Case(
        call[0],
        call[1],
        headers(substitute(columns[1], variables)),
        substitute(columns[2].strip(), variables),
        Integer.parseInt(columns[3].strip()),
        expectations);
  }

  private static String[] headers(String column) {
    return column.isBlank()
        ? new String[0]
        : Arrays.stream(column.strip().split("; ", -1))
            .flatMap(header -> Stream.of(header.split(": ", 2)))
            .toArray(String[]::new);
  }

  private static String substitute(String text, Map<String, String> variables) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(3) == null
                        ? found.group(1).repeat(Integer.parseInt(found.group(2)))
                        : variables.getOrDefault(found.group(3), found.group())));
  }

  /** Sends the request, checks the response, and adds its variables. */
  Answer send(Client client, Map<String, String> variables) {
    Answer answer = client.send(method, target, body.isBlank() ? null : body, headers);
    String shown = this + " was answered " + answer.status() + ' ' + answer.body();
    assertThat(answer.status()).as(shown).isEqualTo(status);
    for (String expectation : expectations) {
      check(expectation, answer, shown, variables);
    }
    return answer;
  }

  /** Checks that HEAD has the headers of GET, and no body. */
  void sendAsHead(Client client, Answer get) {
    Answer head = client.send("HEAD", target, null, headers);
    assertThat(head.status()).as("HEAD of " + this).isEqualTo(status);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("ETag", "Content-Type", "Vary", "Cache-Control", "Link")) {
      assertThat(head.header(name)).as("HEAD of " + this + ", " + name).isEqualTo(get.header(name));
    }
  }

  private static void check(
      String expectation, Answer answer, String shown, Map<String, String> variables) {
    Matcher header = HEADER.matcher(expectation);
    if (expectation.contains(" <- ")) {
      String[] sides = expectation.split(" <- ", 2);
      variables.put(sides[0], answer.json().getString(sides[1]));
    } else if (expectation.startsWith("=")) {
      assertThat(answer.body()).as(shown).isEqualTo(expectation.substring(1).replace("\\n", "\n"));
    } else if (expectation.startsWith("~")) {
      assertThat(answer.body()).as(shown).contains(expectation.substring(1));
    } else if (expectation.startsWith("[")) {
      int size = Integer.parseInt(expectation.substring(1, expectation.length() - 1));
      assertThat(answer.array()).as(shown).hasSize(size);
    } else if (expectation.startsWith("{")) {
      assertThat(answer.json()).as(shown).containsAllEntriesOf(object(expectation));
    } else if (header.matches()) {
      assertThat(answer.header(header.group(1))).as(shown).isEqualTo(header.group(2));
    } else {
      assertThat(answer.problem()).as(shown).isEqualTo(expectation);
    }
  }

  private static JsonObject object(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  @Override
  public String toString() {
    return method + ' ' + target + ' ' + List.of(headers);
  }
}
