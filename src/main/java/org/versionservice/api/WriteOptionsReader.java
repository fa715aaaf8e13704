package org.versionservice.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versionservice.access.Caller;
import org.versionservice.api.filter.EntityTagFilter;
import org.versionservice.api.filter.EntityTags;
import org.versionservice.api.filter.RequestIdHeader;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;
import org.versionservice.service.WriteOptions;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.Condition;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.ProjectId;

/** Reads the options of a write from the headers of its request. */
@ApplicationScoped
public class WriteOptionsReader {

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String IDEMPOTENT_REPLAY = "Idempotent-Replay";

  private static final Pattern REVISION = Pattern.compile("(0|[1-9]\\d{0,18})t?");

  @Inject private HttpServletRequest request;

  /** Returns the options of a change of an app; the entity tag of an app is its revision. */
  WriteOptions read(HttpHeaders headers, ApplicationId app) {
    return read(
        headers, new Condition.Exists(app), tags -> new Condition.RevisionIn(app, revisions(tags)));
  }

  /** Returns the options of a change of a project; the tag of its list is the newest commit. */
  WriteOptions read(HttpHeaders headers, ProjectId project) {
    return read(
        headers, new Condition.ProjectExists(project), tags -> new Condition.HeadIn(commits(tags)));
  }

  private WriteOptions read(
      HttpHeaders headers, Condition exists, Function<Set<String>, Condition> tagIn) {
    List<Condition> conditions = new ArrayList<>();
    tags(headers, HttpHeaders.IF_MATCH)
        .map(tags -> tags.any() ? exists : tagIn.apply(tags.strong()))
        .ifPresent(conditions::add);
    tags(headers, HttpHeaders.IF_NONE_MATCH)
        .map(tags -> tags.any() ? exists : tagIn.apply(both(tags)))
        .map(Condition.Not::new)
        .ifPresent(conditions::add);
    return options(headers, conditions);
  }

  /**
   * Returns the options of a change of what has no entity tag.
   *
   * @throws ProblemException if the request expects a tag
   */
  WriteOptions readUnconditional(HttpHeaders headers) {
    if (tags(headers, HttpHeaders.IF_MATCH).isPresent()) {
      throw Responses.preconditionFailed();
    }
    return options(headers, List.of());
  }

  private WriteOptions options(HttpHeaders headers, List<Condition> conditions) {
    return new WriteOptions(
        Caller.of(request).principal(),
        RequestIdHeader.in(request),
        key(headers),
        Optional.empty(),
        conditions,
        Optional.empty(),
        false);
  }

  private static Optional<IdempotencyKey> key(HttpHeaders headers) {
    List<String> keys =
        Objects.requireNonNullElse(headers.getRequestHeader(IDEMPOTENCY_KEY), List.of());
    if (keys.size() > 1) {
      throw new ProblemException(
          ErrorCode.INVALID_PARAMETER, IDEMPOTENCY_KEY + " is given several times");
    }
    return keys.stream()
        .findFirst()
        .map(String::strip)
        .map(text -> Parse.parsed(ErrorCode.INVALID_PARAMETER, text, IdempotencyKey::new));
  }

  private static Set<Long> revisions(Set<String> tags) {
    return tags.stream()
        .map(REVISION::matcher)
        .filter(Matcher::matches)
        .map(revision -> new BigInteger(revision.group(1)))
        .filter(revision -> revision.bitLength() < Long.SIZE)
        .map(BigInteger::longValueExact)
        .collect(Collectors.toSet());
  }

  private static Set<CommitId> commits(Set<String> tags) {
    return tags.stream()
        .map(EntityTagFilter::withoutCoding)
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
                EntityTags.parse(text)
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                ErrorCode.INVALID_PARAMETER,
                                name + " is * or a list of entity tags as \"17\"")));
  }
}
