package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versionservice.access.CurrentCaller;
import org.versionservice.service.Terms;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.Condition;
import org.versionservice.version.CorrelationId;
import org.versionservice.version.IdempotencyKey;

/** Reads from a request on what terms it asks for a change. */
@ApplicationScoped
public class RequestTerms {

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String IDEMPOTENT_REPLAY = "Idempotent-Replay";

  private static final Pattern REVISION = Pattern.compile("(\\d{1,18})t?");

  @Inject private HttpServletRequest request;
  @Inject private CurrentCaller caller;

  /** Terms of a change of one app; its tag is its revision. */
  Terms of(HttpHeaders headers, ApplicationId app) {
    List<Condition> conditions = new ArrayList<>();
    tags(headers, HttpHeaders.IF_MATCH)
        .map(tags -> condition(app, tags, tags.strong()))
        .ifPresent(conditions::add);
    tags(headers, HttpHeaders.IF_NONE_MATCH)
        .map(tags -> new Condition.Not(condition(app, tags, both(tags))))
        .ifPresent(conditions::add);
    return terms(headers, conditions);
  }

  /** Terms of a change of several apps; the tag of a list is the newest commit. */
  Terms ofSeveral(HttpHeaders headers) {
    return terms(
        headers,
        tags(headers, HttpHeaders.IF_MATCH)
            .filter(tags -> !tags.any())
            .<List<Condition>>map(tags -> List.of(new Condition.HeadIn(commits(tags))))
            .orElse(List.of()));
  }

  private Terms terms(HttpHeaders headers, List<Condition> conditions) {
    Optional<IdempotencyKey> key =
        Optional.ofNullable(headers.getHeaderString(IDEMPOTENCY_KEY))
            .map(String::strip)
            .map(text -> Parse.parsed(ErrorCode.INVALID_PARAMETER, text, IdempotencyKey::new));
    CorrelationId correlation = new CorrelationId(RequestId.in(request));
    return new Terms(caller.principal(), correlation, key, Optional.empty(), conditions, false);
  }

  private static Condition condition(ApplicationId app, EntityTags tags, Set<String> values) {
    return tags.any()
        ? new Condition.Exists(app)
        : new Condition.RevisionIn(
            app,
            values.stream()
                .map(REVISION::matcher)
                .filter(Matcher::matches)
                .map(revision -> Long.parseLong(revision.group(1)))
                .collect(Collectors.toSet()));
  }

  private static Set<CommitId> commits(EntityTags tags) {
    return tags.strong().stream()
        .map(Tags::withoutCoding)
        .filter(text -> text.matches("[0-9a-f]{40}"))
        .map(CommitId::new)
        .collect(Collectors.toSet());
  }

  private static Set<String> both(EntityTags tags) {
    return Stream.concat(tags.strong().stream(), tags.weak().stream()).collect(Collectors.toSet());
  }

  private static Optional<EntityTags> tags(HttpHeaders headers, String name) {
    return Optional.ofNullable(headers.getHeaderString(name))
        .map(
            text ->
                EntityTags.read(text)
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                ErrorCode.INVALID_PARAMETER,
                                name + " is * or a list of entity tags as \"17\"")));
  }
}
