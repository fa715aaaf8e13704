package org.versionservice.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.version.Layout;

/** A {@link StandaloneReplica} in a process of its own, which can be killed. Thread-safe. */
public final class ReplicaProcess implements Replica {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final Process process;
  private final Writer input;
  private final Map<Long, CompletableFuture<Answer>> unanswered = new HashMap<>();
  private long asked;
  private boolean ended;

  private final Thread reader;

  private ReplicaProcess(Process process) {
    this.process = process;
    this.input = process.outputWriter();
    this.reader = new Thread(this::read, "answers of replica " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a process and returns at once; it answers requests once it runs.
   *
   * @param settings with a remote; the credentials are those of {@link GitHttpServer}
   * @param log the file to which its output is appended
   * @param options the options of the JVM
   */
  public static ReplicaProcess start(GitSettings settings, Path log, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StandaloneReplica.class.getName());
    command.addAll(StandaloneReplica.arguments(settings));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new ReplicaProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletableFuture<Answer> ask(ChangeRequest change) {
    return ask(change.line());
  }

  @Override
  public CompletableFuture<Answer> convert(Layout layout) {
    return ask(StandaloneReplica.CONVERT + layout);
  }

  private CompletableFuture<Answer> ask(String request) {
    synchronized (unanswered) {
      if (ended) {
        return CompletableFuture.completedFuture(new Answer.Denied("the replica is down"));
      }
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      unanswered.put(++asked, answer);
      try {
        input.write(asked + " " + request + "\n");
        input.flush();
      } catch (IOException itEnds) {
        // The reader of its answers notices it too, and answers instead.
      }
      return answer;
    }
  }

  private void read() {
    try (BufferedReader answers = process.inputReader()) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        answer(line.split(" ", 2));
      }
    } catch (IOException cutByTheKill) {
      // The same as the end of its output.
    } finally {
      answerInItsPlace();
    }
  }

  private void answer(String[] parts) {
    CompletableFuture<Answer> waiting;
    synchronized (unanswered) {
      waiting = unanswered.remove(Long.valueOf(parts[0]));
    }
    if (waiting == null) {
      throw new IllegalStateException("answered twice: " + parts[0]);
    }
    waiting.complete(Answer.parse(parts[1]));
  }

  private void answerInItsPlace() {
    List<CompletableFuture<Answer>> waiting;
    synchronized (unanswered) {
      ended = true;
      waiting = List.copyOf(unanswered.values());
      unanswered.clear();
    }
    Answer unknown = new Answer.Unknown("the replica ended");
    waiting.forEach(answer -> answer.complete(unknown));
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void signal(String name) {
    Signal.send(name, process.pid());
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  @Override
  public int stop() {
    try {
      synchronized (unanswered) {
        input.close();
      }
      return awaitExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int awaitExit() {
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the replica does not end");
      }
      // After this the process counts as down.
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
