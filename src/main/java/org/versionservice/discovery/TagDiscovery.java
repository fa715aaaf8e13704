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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** How long one look-up may take at most; the next one goes on where it ended. */
  private static final Duration LONGEST_LOOK_UP = Duration.ofSeconds(25);

  /** How long the pages of a look-up that ended early are kept. */
  private static final Duration PROGRESS_KEPT_FOR = Duration.ofMinutes(10);

  /**
   * What is or will be known of a project.
   *
   * @param listing what of the tags is read
   * @param before how many were when this look-up began
   */
  private record Known(
      CompletableFuture<ReleaseTags> tags, TagListing listing, int before, Instant since) {

    boolean isCurrent(Instant now) {
      return now.isBefore(since.plus(keptFor()));
    }

    private Duration keptFor() {
      if (!hasFailed()) {
        return KEPT_FOR;
      }
      return listing.size() > before ? Duration.ZERO : FAILURE_KEPT_FOR;
    }

    /** Returns whether another look-up can go on with its pages. */
    boolean isOfUse(Instant now) {
      return hasFailed() && listing.size() > 0 && now.isBefore(since.plus(PROGRESS_KEPT_FOR));
    }

    private boolean hasFailed() {
      return tags.isCompletedExceptionally();
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
  public CompletionStage<DiscoveryResult> find(ApplicationId app) {
    if (settings.token().isEmpty()) {
      return CompletableFuture.completedFuture(new DiscoveryResult.Found(Optional.empty()));
    }
    return tags(app.project(), settings.token().get())
        .thenApply(tags -> find(app, tags))
        .exceptionally(failure -> new DiscoveryResult.Failed(reason(failure)));
  }

  private static DiscoveryResult find(ApplicationId app, ReleaseTags tags) {
    DiscoveryResult finding = tags.find(app);
    if (finding instanceof DiscoveryResult.Failed failed) {
      LOG.log(WARNING, "nobody knows where {0} starts: {1}", app, failed.reason());
    }
    return finding;
  }

  private CompletableFuture<ReleaseTags> tags(ProjectId project, String token) {
    Instant now = clock.instant();
    projects.values().removeIf(known -> !known.isCurrent(now) && !known.isOfUse(now));
    try {
      Known current =
          projects.compute(
              project,
              (id, known) ->
                  known != null && known.isCurrent(now) ? known : lookUp(id, token, known, now));
      return Objects.requireNonNull(current).tags();
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedFuture(tooMany(full));
    }
  }

  /** Looks the tags up, and goes on with what an earlier look-up read. */
  private Known lookUp(ProjectId project, String token, @Nullable Known earlier, Instant now) {
    TagListing listing =
        earlier == null || !earlier.isOfUse(now) ? new TagListing() : earlier.listing();
    int before = listing.size();
    CompletableFuture<ReleaseTags> tags =
        CompletableFuture.supplyAsync(() -> readInTime(project, token, listing, now), executor)
            .whenComplete((read, failure) -> report(project, failure));
    return new Known(tags, listing, before, now);
  }

  /** Reads the tags, unless whoever asked for them has waited for a thread for too long. */
  private ReleaseTags readInTime(
      ProjectId project, String token, TagListing listing, Instant asked) {
    if (clock.instant().isAfter(asked.plus(LONGEST_WAIT))) {
      throw tooMany(null);
    }
    Duration deadline = Collections.min(List.of(LONGEST_LOOK_UP, settings.timeout()));
    return new GitLab(settings.baseUrl(), token, deadline).tags(project, listing);
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
