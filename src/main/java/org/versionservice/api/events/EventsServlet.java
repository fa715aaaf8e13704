package org.versionservice.api.events;

import static java.lang.System.Logger.Level.ERROR;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.Admission;
import org.versionservice.access.AuditLog;
import org.versionservice.access.Caller;
import org.versionservice.access.Role;
import org.versionservice.api.filter.AcceptedTypes;
import org.versionservice.api.filter.ProjectLimits;
import org.versionservice.api.filter.ServerErrors;
import org.versionservice.api.filter.SpecialPaths;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.service.BackgroundTasks;
import org.versionservice.service.ChangeHistory;
import org.versionservice.service.VersionService;
import org.versionservice.storage.BackgroundTask;
import org.versionservice.storage.FeedPosition;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;

/**
 * {@code GET /events}: all changes as server-sent events.
 *
 * <p>It is a servlet because JAX-RS would hold a thread for each slow listener.
 */
@WebServlet(urlPatterns = SpecialPaths.EVENTS, asyncSupported = true)
public final class EventsServlet extends HttpServlet {

  private static final System.Logger LOG = System.getLogger(EventsServlet.class.getName());

  private static final long serialVersionUID = 1L;
  private static final String ALLOW = "GET, HEAD, OPTIONS";
  private static final MediaType EVENTS = MediaType.SERVER_SENT_EVENTS_TYPE;
  private static final byte[] GREETING = "retry: 1000\n\n".getBytes(UTF_8);
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(15);

  /** Together with the time that tokens are cached, this is less than a second. */
  private static final Duration ADMISSION_INTERVAL = Duration.ofMillis(400);

  @Inject private transient ChangeHistory history;
  @Inject private transient VersionService versions;
  @Inject private transient EventPages pages;
  @Inject private transient BackgroundTasks tasks;
  @Inject private transient AuditLog audit;
  @Resource private transient ManagedScheduledExecutorService executor;

  private final transient Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private transient @Nullable ScheduledFuture<?> heartbeat;
  private transient @Nullable ScheduledFuture<?> admission;

  @Override
  public void init() {
    history.onMove(() -> streams.forEach(EventStream::write));
    heartbeat = every("heartbeat of event streams", HEARTBEAT_INTERVAL, EventStream::heartbeat);
    admission = every("end of event streams", ADMISSION_INTERVAL, EventStream::closeUnlessAdmitted);
  }

  private ScheduledFuture<?> every(String name, Duration interval, Consumer<EventStream> action) {
    BackgroundTask task = tasks.add(name, interval);
    return executor.scheduleAtFixedRate(
        () -> task.run(() -> streams.forEach(stream -> run(stream, action))),
        interval.toMillis(),
        interval.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** A defect of one stream must not stop the task for the others. */
  private static void run(EventStream stream, Consumer<EventStream> task) {
    try {
      task.accept(stream);
    } catch (RuntimeException defect) {
      LOG.log(ERROR, "an event stream met a defect", defect);
    }
  }

  @Override
  public void destroy() {
    for (ScheduledFuture<?> task : Arrays.asList(heartbeat, admission)) {
      if (task != null) {
        task.cancel(false);
      }
    }
    streams.forEach(EventStream::close);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.ALLOW, ALLOW);
    switch (request.getMethod()) {
      case "OPTIONS" -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      case "GET", "HEAD" -> answer(request, response);
      default ->
          ServerErrors.send(response, ErrorCode.METHOD_NOT_ALLOWED, "events are only listened to");
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      open(request, response);
    } catch (ProblemException refused) {
      audit.answered(request, refused.problem().status());
      ServerErrors.send(response, refused.problem());
    } catch (StorageException unavailable) {
      response.setHeader(
          HttpHeaders.RETRY_AFTER, Long.toString(unavailable.retryAfter().toSeconds()));
      ServerErrors.send(
          response, ErrorCode.STORAGE_UNAVAILABLE, String.valueOf(unavailable.getMessage()));
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.isUserInRole(Role.READS)) {
      throw new ProblemException(ErrorCode.FORBIDDEN, "events are for readers");
    }
    if (!acceptsEvents(request)) {
      throw new ProblemException(ErrorCode.NOT_ACCEPTABLE, "events are " + EVENTS);
    }
    Optional<Predicate<ApplicationId>> filter = filter(request);
    ProjectLimits.check(
        Caller.of(request),
        Stream.of("app", "project")
            .map(request::getParameter)
            .filter(Objects::nonNull)
            .findFirst());
    Start start = start(Optional.ofNullable(request.getHeader("Last-Event-ID")));
    response.setContentType(EVENTS + ";charset=UTF-8");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // Without this header, nginx buffers events.
    response.setHeader("X-Accel-Buffering", "no");
    if (request.getMethod().equals("GET")) {
      listen(request, start, filter);
    }
  }

  private void listen(
      HttpServletRequest request, Start start, Optional<Predicate<ApplicationId>> filter)
      throws IOException {
    EventStream stream =
        new EventStream(
            request.startAsync(),
            pages,
            start.text(),
            start.position(),
            filter,
            Admission.of(request),
            executor,
            streams::remove);
    streams.add(stream);
    stream.start();
  }

  /** The first text for a listener, and its position in the feed. */
  private record Start(byte[] text, FeedPosition position) {}

  private Start start(Optional<String> lastEventId) {
    Optional<CommitId> newest = versions.head();
    FeedPosition end = newest.flatMap(history::behind).orElseGet(history::end);
    if (lastEventId.isEmpty()) {
      return new Start(GREETING, end);
    }
    return lastEventId
        .filter(id -> id.matches("[0-9a-f]{40}"))
        .flatMap(id -> history.behind(new CommitId(id)))
        .map(position -> new Start(GREETING, position))
        .orElseGet(() -> new Start(reset(newest), end));
  }

  /** Returns the event that tells a client that it missed changes. */
  private static byte[] reset(Optional<CommitId> newest) {
    String id = newest.map(commit -> "id: " + commit + '\n').orElse("");
    return ("retry: 1000\nevent: reset\n" + id + "data: {}\n\n").getBytes(UTF_8);
  }

  private static Optional<Predicate<ApplicationId>> filter(HttpServletRequest request) {
    Optional<Predicate<ApplicationId>> app =
        Optional.ofNullable(request.getParameter("app")).map(Parse::app).map(id -> id::equals);
    Optional<Predicate<ApplicationId>> project =
        Optional.ofNullable(request.getParameter("project"))
            .map(Parse::project)
            .map(id -> candidate -> candidate.isOf(id));
    return Stream.of(app, project).flatMap(Optional::stream).reduce(Predicate::and);
  }

  private static boolean acceptsEvents(HttpServletRequest request) {
    List<String> accepted = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
    return accepted.isEmpty()
        || AcceptedTypes.parse(String.join(",", accepted))
            .filter(types -> types.weight(EVENTS) > 0)
            .isPresent();
  }
}
