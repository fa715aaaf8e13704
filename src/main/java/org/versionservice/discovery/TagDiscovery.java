package org.versionservice.discovery;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
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
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.HandedOut;
import org.versionservice.version.ProjectId;

/**
 * Finds the version of an app in the tags of its source repository.
 *
 * <p>Requests at the same time share one look-up of a project's tags, and its result is cached.
 * Look-ups run on their own threads, so that a server that hangs blocks nothing else; one that
 * waits too long for a thread fails.
 */
@ApplicationScoped
public class TagDiscovery {

  private static final System.Logger LOG = System.getLogger(TagDiscovery.class.getName());

  private static final String DEFECT = "reading the tags met a defect";
  private static final String TOO_MANY = "the tags of too many projects are being read";

  private static final Duration KEPT_FOR = Duration.ofMinutes(1);
  private static final Duration FAILURE_KEPT_FOR = Duration.ofSeconds(5);

  private static final int THREADS = 8;

  private static final int MAX_WAITING = 64;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  /** The next look-up continues where one ended that took longer. */
  private static final Duration MAX_LOOK_UP = Duration.ofSeconds(25);

  private static final Duration PROGRESS_KEPT_FOR = Duration.ofMinutes(10);

  @Inject private GitLabSettings settings;
  @Inject private Clock clock;
  @Resource private ManagedThreadFactory threads;

  /** The result of a look-up; {@code failure} says why there are no tags. */
  private record LookUp(Optional<ReleaseTags> tags, String failure, Duration keptFor) {}

  private AsyncCache<ProjectId, LookUp> projects;

  /** The tags of projects whose look-up ended early. */
  private Cache<ProjectId, TagListing> listings;

  private ThreadPoolExecutor executor;

  @PostConstruct
  void open() {
    projects =
        caches()
            .expireAfter(Expiry.writing((ProjectId project, LookUp found) -> found.keptFor()))
            .buildAsync();
    listings = caches().expireAfterWrite(PROGRESS_KEPT_FOR).build();
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            KEPT_FOR.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            threads);
    executor.allowCoreThreadTimeOut(true);
  }

  private Caffeine<Object, Object> caches() {
    return Caffeine.newBuilder()
        .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
        .executor(Runnable::run);
  }

  @PreDestroy
  void close() {
    executor.shutdownNow();
    LookUp stopped = failed("the service is being stopped", Duration.ZERO);
    projects.asMap().values().forEach(lookUp -> lookUp.complete(stopped));
  }

  /** Completes with the result, never exceptionally. */
  public CompletionStage<DiscoveryResult> find(ApplicationId app) {
    if (settings.token().isEmpty()) {
      return CompletableFuture.completedFuture(new DiscoveryResult.Found(HandedOut.NONE));
    }
    return lookUp(app.project(), settings.token().get())
        .thenApply(
            found ->
                found
                    .tags()
                    .map(tags -> find(app, tags))
                    .orElseGet(() -> new DiscoveryResult.Failed(found.failure())))
        .exceptionally(broken -> new DiscoveryResult.Failed(DEFECT));
  }

  private static DiscoveryResult find(ApplicationId app, ReleaseTags tags) {
    DiscoveryResult result = tags.find(app);
    if (result instanceof DiscoveryResult.Failed failed) {
      LOG.log(WARNING, "the first version of {0} is unknown: {1}", app, failed.reason());
    }
    return result;
  }

  private CompletableFuture<LookUp> lookUp(ProjectId project, String token) {
    try {
      return projects.get(project, (id, common) -> begin(id, token));
    } catch (RejectedExecutionException full) {
      return CompletableFuture.completedFuture(failed(TOO_MANY, Duration.ZERO));
    }
  }

  /** Continues with the pages of an earlier look-up. */
  private CompletableFuture<LookUp> begin(ProjectId project, String token) {
    Instant asked = clock.instant();
    TagListing listing =
        Optional.ofNullable(listings.getIfPresent(project)).orElseGet(TagListing::new);
    return CompletableFuture.supplyAsync(() -> read(project, token, listing, asked), executor);
  }

  private LookUp read(ProjectId project, String token, TagListing listing, Instant asked) {
    int before = listing.size();
    try {
      ReleaseTags tags = readInTime(project, token, listing, asked);
      listings.invalidate(project);
      return new LookUp(Optional.of(tags), "", KEPT_FOR);
    } catch (GitLabException known) {
      String reason = String.valueOf(known.getMessage());
      LOG.log(WARNING, "the tags of project {0} are not known: {1}", project, reason);
      if (listing.size() > before) {
        listings.put(project, listing);
        return failed(reason, Duration.ZERO);
      }
      return failed(reason, FAILURE_KEPT_FOR);
    } catch (RuntimeException | Error defect) {
      LOG.log(ERROR, "reading the tags of project " + project + " met a defect", defect);
      return failed(DEFECT, FAILURE_KEPT_FOR);
    }
  }

  private ReleaseTags readInTime(
      ProjectId project, String token, TagListing listing, Instant asked) {
    if (clock.instant().isAfter(asked.plus(MAX_WAIT))) {
      throw new GitLabException(TOO_MANY, null);
    }
    Duration deadline = Collections.min(List.of(MAX_LOOK_UP, settings.timeout()));
    return new GitLab(settings.baseUrl(), token, deadline).tags(project, listing);
  }

  private static LookUp failed(String reason, Duration keptFor) {
    return new LookUp(Optional.empty(), reason, keptFor);
  }
}
