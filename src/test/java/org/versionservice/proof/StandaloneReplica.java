package org.versionservice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.versionservice.service.ChangeQueue;
import org.versionservice.service.CoalescedTask;
import org.versionservice.service.WriterThread;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.Durability;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.SteadyClock;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;
import org.versionservice.version.Transition;

/**
 * The service without its server: storage, queue, write lock and timers in a plain JVM, connected
 * as in the container.
 *
 * <p>Each line of standard input is a number and a {@link ChangeRequest} or {@link #CONVERT} and a
 * layout, each line of standard output the number and the {@link Answer}. At the end of the input
 * the process ends after the last answer. Any defect ends it at once.
 */
public final class StandaloneReplica {

  /** The begin of a request that names a layout to convert to. */
  static final String CONVERT = "CONVERT ";

  /** The exit status after a defect. */
  private static final int BROKEN = 70;

  private final Lock writeLock = new ReentrantLock(true);
  private final SecureRandom random = new SecureRandom();
  private final ExecutorService workers = Executors.newCachedThreadPool();

  /** Its parties are the unanswered changes and the thread that waits for them. */
  private final Phaser unanswered = new Phaser(1);

  private final PrintStream out;
  private final GitStorage storage;
  private final ReplicaTimers timers;
  private final CoalescedTask push;
  private final boolean isPushedLater;
  private final ChangeQueue queue;
  private final WriterThread writer;

  private StandaloneReplica(GitSettings settings, PrintStream out) {
    this.out = out;
    storage = GitStorage.open(settings, Clock.systemUTC(), random);
    timers = new ReplicaTimers(storage, () -> exclusively(storage::synchronise), workers);
    push = new CoalescedTask("push", workers, storage::pushPendingCommits);
    isPushedLater = settings.durability() == Durability.LOCAL;
    Clock steady = new SteadyClock();
    queue = new ChangeQueue(workers, steady, settings.timeout());
    writer =
        new WriterThread(
            queue, this::writeOrEnd, new BackgroundTask("writer", steady, settings.timeout()));
    writer.start(Executors.defaultThreadFactory());
    timers.start(settings.fetchInterval());
  }

  /** Runs until the end of the input, with the arguments of {@link #arguments}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, broken) -> {
          broken.printStackTrace();
          Runtime.getRuntime().halt(BROKEN);
        });
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err);
    StandaloneReplica replica = new StandaloneReplica(settings(arguments), out);
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        replica.take(line);
      }
    }
    replica.stop();
  }

  /** Returns the arguments of the process. */
  static List<String> arguments(GitSettings settings) {
    return List.of(
        settings.directory().toString(),
        settings.remote().orElseThrow(),
        settings.branch(),
        settings.durability().name(),
        settings.timeout().toString(),
        settings.fetchInterval().toString(),
        settings.keysKeptFor().toString(),
        settings.pushInterval().toString(),
        settings.layout().name());
  }

  private static GitSettings settings(String[] arguments) {
    return new GitSettings(
        Path.of(arguments[0]),
        Optional.of(arguments[1]),
        arguments[2],
        Optional.of(new GitSettings.Credentials(GitHttpServer.USERNAME, GitHttpServer.TOKEN)),
        Duration.parse(arguments[4]),
        Duration.parse(arguments[5]),
        Duration.parse(arguments[7]),
        Durability.valueOf(arguments[3]),
        Layout.valueOf(arguments[8]),
        Duration.parse(arguments[6]),
        Optional.empty(),
        Optional.empty());
  }

  private void take(String line) {
    String[] parts = line.split(" ", 2);
    unanswered.register();
    queue
        .submit(change(parts[1]))
        .whenComplete(
            (receipt, failure) -> {
              Answer answer = receipt == null ? answer(failure) : answer(receipt);
              out.println(parts[0] + " " + answer.line());
              unanswered.arriveAndDeregister();
            });
  }

  private Change change(String line) {
    if (line.startsWith(CONVERT)) {
      Layout layout = Layout.valueOf(line.substring(CONVERT.length()));
      return new Change.ConvertLayout(layout, request(Optional.empty()));
    }
    ChangeRequest change = ChangeRequest.parse(line);
    return change.toChange(request(change.key()));
  }

  private Request request(Optional<IdempotencyKey> key) {
    return new Request(ChangeId.random(random), Principal.ANONYMOUS, key, Optional.empty());
  }

  private static Answer answer(Throwable failure) {
    boolean nothingDone =
        failure instanceof StorageException storage
            && storage.kind() == StorageException.Kind.UNAVAILABLE;
    String why = String.valueOf(failure.getMessage());
    return nothingDone ? new Answer.Denied(why) : new Answer.Unknown(why);
  }

  private static Answer answer(Receipt receipt) {
    if (receipt.outcome() instanceof Outcome.Applied applied) {
      return made(applied.transitions().get(0), receipt);
    } else if (receipt.outcome() instanceof Outcome.Replayed replayed) {
      return made(replayed.issued().transition(), receipt);
    } else if (receipt.outcome() instanceof Outcome.Converted converted) {
      return new Answer.Converted(
          converted.layout(), receipt.commit().orElseThrow(), isPushed(receipt));
    } else if (receipt.outcome() instanceof Outcome.Refused refused) {
      return new Answer.Denied(refused.refusal().name());
    }
    return new Answer.Unchanged();
  }

  private static Answer made(Transition step, Receipt receipt) {
    return new Answer.Made(
        SeenVersion.parse(step.version().toString()),
        receipt.commit().orElseThrow(),
        isPushed(receipt));
  }

  private static boolean isPushed(Receipt receipt) {
    return receipt.pushState() == PushState.PUSHED;
  }

  private void writeWaiting() {
    queue.writeWaiting(new StorageWriter(storage));
    if (isPushedLater && storage.isPushDue()) {
      push.request();
    }
  }

  /** The writer thread survives every failure; a test must notice it. */
  private void writeOrEnd() {
    try {
      storage.awaitPush();
      exclusively(this::writeWaiting);
    } catch (RuntimeException | Error broken) {
      broken.printStackTrace();
      Runtime.getRuntime().halt(BROKEN);
    }
  }

  private void exclusively(Runnable work) {
    writeLock.lock();
    try {
      work.run();
    } finally {
      writeLock.unlock();
    }
  }

  private void stop() throws InterruptedException {
    storage.liftPacing();
    timers.stop();
    writer.stop(Duration.ofMinutes(1));
    while (queue.depth() > 0) {
      exclusively(this::writeWaiting);
    }
    exclusively(storage::synchronise);
    storage.pushPendingCommits();
    unanswered.arriveAndAwaitAdvance();
    workers.shutdown();
    if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a thread does not end");
    }
    storage.close();
  }
}
