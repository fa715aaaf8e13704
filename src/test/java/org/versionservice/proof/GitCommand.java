package org.versionservice.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The {@code git} command in one directory, without the configuration of user and system. */
public final class GitCommand {

  /** The environment that excludes the Git configuration of the machine. */
  public static final Map<String, String> ISOLATION =
      Map.of(
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_TERMINAL_PROMPT", "0",
          "LC_ALL", "C");

  private final Path directory;

  public GitCommand(Path directory) {
    this.directory = directory;
  }

  /**
   * Runs git.
   *
   * @return the printed lines
   * @throws IllegalStateException if it failed, with its output
   */
  public List<String> run(String... arguments) {
    List<String> lines = new ArrayList<>();
    run(lines::add, arguments);
    return lines;
  }

  /** Runs git and passes on each printed line; otherwise like {@link #run(String...)}. */
  public void run(Consumer<String> line, String... arguments) {
    List<String> said = new ArrayList<>();
    if (exitCode(line, said, arguments) != 0) {
      throw new IllegalStateException("git " + String.join(" ", arguments) + ": " + said);
    }
  }

  /** Runs git, ignores its output and returns whether it succeeded. */
  public boolean succeeds(String... arguments) {
    return exitCode(line -> {}, new ArrayList<>(), arguments) == 0;
  }

  private int exitCode(Consumer<String> line, List<String> said, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(ISOLATION);
    try {
      Process git = builder.start();
      git.getOutputStream().close();
      // Standard error is read after standard output: the commands used here print little to it.
      try (BufferedReader out = git.inputReader();
          BufferedReader error = git.errorReader()) {
        out.lines().forEach(line);
        error.lines().forEach(said::add);
      }
      return git.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("git was interrupted"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
