package org.versionservice.discovery;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ProjectId;

/**
 * Looks up in the tags of an app's source repository which version it has.
 *
 * <p>The tags of a project are read once for all that ask at a time, and remembered for a while.
 * Look-ups have a few threads of their own: a server that hangs holds up nothing else, and what
 * would have to wait too long for a thread fails.
 */
@ApplicationScoped
public class TagDiscovery {

  private static final System.Logger LOG = System.getLogger(TagDiscovery.class.getName());

  private static final Duration KEPT_FOR = Duration.ofMinutes(1);
  private static final Duration FAILURE_KEPT_FOR = Duration.ofSeconds(5);

  /** How many projects are looked up at a time. */
  private static final int THREADS = 8;

  private static final int MOST_WAITING = 64;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** What is or will be known of a project. */
  private record Known(CompletableFuture<ReleaseTags> tags, Instant since) {

    boolean isCurrent(Instant now) {
      Duration keptFor = tags.isCompletedExceptionally() ? FAILURE_KEPT_FOR : KEPT_FOR;
      return now.isBefore(since.plus(keptFor));
    }
  }

  @Inject private GitLabSettings settings;
  @Inject private Clock clock;
  @Resource private ManagedThreadFactory threads;

  private final Map<ProjectId, Known> projects = new ConcurrentHashMap<>();
  private ThreadPoolExecutor executor;

  @PostConstruct
  void open() {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            KEPT_FOR.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            threads);
    executor.allowCoreThreadTimeOut(true);
  }

  @PreDestroy
  void close() {
    executor.shutdownNow();
    GitLabException stopped = new GitLabException("the service is being stopped", null);
    projects.values().forEach(known -> known.tags().completeExceptionally(stopped));
  }

  /** Looks it up; completes with what was found, and never exceptionally. */
  public CompletionStage<Finding> find(ApplicationId app) {
    if (settings.token().isEmpty()) {
      return CompletableFuture.completedFuture(new Finding.Found(Optional.empty()));
    }
    return tags(app.project(), settings.token().get())
        .<Finding>thenApply(tags -> new Finding.Found(tags.highest(app)))
        .exceptionally(failure -> new Finding.Failed(reason(failure)));
  }

  private CompletableFuture<ReleaseTags> tags(ProjectId project, String token) {
    Instant now = clock.instant();
    projects.values().removeIf(known -> !known.isCurrent(now));
    try {
      return projects.computeIfAbsent(project, id -> new Known(read(id, token, now), now)).tags();
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedFuture(tooMany(full));
    }
  }

  private CompletableFuture<ReleaseTags> read(ProjectId project, String token, Instant asked) {
    return CompletableFuture.supplyAsync(() -> readInTime(project, token, asked), executor)
        .whenComplete((tags, failure) -> report(project, failure));
  }

  /** Reads the tags, unless whoever asked for them has waited for a thread for too long. */
  private ReleaseTags readInTime(ProjectId project, String token, Instant asked) {
    if (clock.instant().isAfter(asked.plus(LONGEST_WAIT))) {
      throw tooMany(null);
    }
    return new GitLab(settings.baseUrl(), token).tags(project);
  }

  private static GitLabException tooMany(@Nullable Throwable cause) {
    return new GitLabException("the tags of too many projects are being read", cause);
  }

  private static void report(ProjectId project, @Nullable Throwable failure) {
    if (failure != null && cause(failure) instanceof GitLabException known) {
      LOG.log(WARNING, "the tags of project {0} are not known: {1}", project, known.getMessage());
    } else if (failure != null) {
      LOG.log(ERROR, "reading the tags of project " + project + " met a defect", failure);
    }
  }

  private static String reason(Throwable failure) {
    return cause(failure) instanceof GitLabException known
        ? String.valueOf(known.getMessage())
        : "reading the tags met a defect";
  }

  private static Throwable cause(Throwable failure) {
    return failure.getCause() == null || failure instanceof GitLabException
        ? failure
        : failure.getCause();
  }
}
