package org.versionservice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The shell commands of a page of documentation. */
public final class Runbook {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh$(.*?)^```$");

  private final String text;

  private Runbook(String text) {
    this.text = text;
  }

  public static Runbook read(Path page) {
    try {
      return new Runbook(Files.readString(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the headings of the third level below one of the second. */
  public List<String> headings(String chapter) {
    String inside = text.substring(text.indexOf("\n## " + chapter + "\n") + 1);
    int end = inside.indexOf("\n## ", 1);
    return Pattern.compile("(?m)^### (.*)$")
        .matcher(end < 0 ? inside : inside.substring(0, end))
        .results()
        .map(heading -> heading.group(1))
        .toList();
  }

  /**
   * Runs a block of commands in a shell that stops at the first failure.
   *
   * @param heading the heading of the third level
   * @param number the number of the block below it, from 0
   * @return the output
   * @throws AssertionError if a command failed
   */
  public String run(String heading, int number, Map<String, String> environment) {
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", block(heading, number));
    shell.environment().putAll(environment);
    try {
      Process process = shell.redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(heading + " ended with " + status + ": " + printed);
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns a block below a heading. */
  public String block(String heading, int number) {
    List<String> chapters = Arrays.asList(text.split("(?m)^#{2,3} "));
    String chapter =
        chapters.stream().filter(some -> some.startsWith(heading + "\n")).findFirst().orElseThrow();
    return BLOCK
        .matcher(chapter)
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList()
        .get(number);
  }
}
