package org.versionservice.access;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logs refused requests and created and revoked tokens, with the caller and the client's address.
 * Text from clients is logged only in its expected form.
 */
@ApplicationScoped
public class AuditLog {

  private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());

  private static final Set<Integer> REFUSALS = Set.of(401, 403, 429);

  @Inject private AccessSettings settings;
  @Inject private Clock clock;
  @Resource private ManagedScheduledExecutorService executor;

  private @Nullable RefusalLog refusals;
  private @Nullable ScheduledFuture<?> flush;

  @PostConstruct
  void start() {
    RefusalLog log = new RefusalLog(clock, line -> LOG.log(INFO, line));
    refusals = log;
    flush = executor.scheduleAtFixedRate(() -> flush(log), 10, 10, TimeUnit.SECONDS);
  }

  /** An executor cancels a task that throws. */
  private static void flush(RefusalLog log) {
    try {
      log.flush();
    } catch (RuntimeException | Error defect) {
      LOG.log(ERROR, "the summary of refused requests failed", defect);
    }
  }

  @PreDestroy
  void stop() {
    if (flush != null) {
      flush.cancel(false);
    }
    if (refusals != null) {
      refusals.summarise();
    }
  }

  /** Logs an answer if its status is 401, 403 or 429. */
  public void answered(HttpServletRequest request, int status) {
    if (REFUSALS.contains(status)) {
      Optional<String> caller = Caller.find(request).map(known -> known.principal().name());
      refused(request, status, caller.map(name -> ", by " + name).orElse(""));
    }
  }

  /**
   * Logs a refusal.
   *
   * @param who the caller, as the end of the line; empty if unknown
   */
  void refused(HttpServletRequest request, int status, String who) {
    IpAddress client = settings.proxies().client(request);
    String line = "refused " + status + ": " + LogText.call(request) + " from " + client + who;
    if (refusals != null) {
      refusals.add(client.group(), status, line);
    }
  }

  /** Logs that the caller of a request created a token. */
  public void made(HttpServletRequest request, AccessToken token) {
    Caller caller = token.caller();
    String projects =
        caller.isLimited()
            ? String.join(" ", caller.projects().stream().map(ProjectPattern::text).toList())
            : "all";
    String expires = token.expires().map(Instant::toString).orElse("never");
    LOG.log(
        INFO,
        "token {0} is made by {1} from {2} for {3}, role {4}, projects {5}, expires {6}",
        token.id(),
        Caller.of(request).principal(),
        settings.proxies().client(request),
        caller.principal(),
        caller.role().text(),
        projects,
        expires);
  }

  /** Logs that the caller of a request revoked a token. */
  public void revoked(HttpServletRequest request, String id) {
    LOG.log(
        INFO,
        "token {0} is revoked by {1} from {2}",
        id,
        Caller.of(request).principal(),
        settings.proxies().client(request));
  }
}
