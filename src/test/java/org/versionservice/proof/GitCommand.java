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

/** The {@code git} command in one directory, deaf to the user's and the system's configuration. */
public final class GitCommand {

  /** What keeps a machine's own Git configuration out of a run. */
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
   * @return the lines that it printed
   * @throws IllegalStateException if it failed, with what it said
   */
  public List<String> run(String... arguments) {
    List<String> lines = new ArrayList<>();
    run(lines::add, arguments);
    return lines;
  }

  /** Runs git and hands over each line as it is printed; else as {@link #run(String...)}. */
  public void run(Consumer<String> line, String... arguments) {
    List<String> said = new ArrayList<>();
    if (exitCode(line, said, arguments) != 0) {
      throw new IllegalStateException("git " + String.join(" ", arguments) + ": " + said);
    }
  }

  /** Returns whether git ends well; what it prints is lost. */
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
      // Standard error is read behind standard output: all commands used say little there.
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
