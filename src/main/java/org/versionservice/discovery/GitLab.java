package org.versionservice.discovery;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ProjectId;

/**
 * Reads the tags of projects from GitLab.
 *
 * @param baseUrl of its REST API
 * @param token may read repositories
 */
record GitLab(URI baseUrl, String token) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /** How long all pages of a project may take. */
  private static final Duration DEADLINE = Duration.ofSeconds(25);

  private static final int PER_PAGE = 100;
  private static final Pattern PAGE = Pattern.compile("[?&]page=(\\d{1,9})(&|$)");
  private static final GenericType<List<GitLabTags.Tag>> TAGS = new GenericType<>() {};

  /**
   * All tags of a project, page by page.
   *
   * @throws GitLabException if not all of them can be read
   */
  ReleaseTags tags(ProjectId project) {
    List<String> names = new ArrayList<>();
    long start = System.nanoTime();
    try (GitLabTags tags = client()) {
      Optional<Integer> page = Optional.of(1);
      while (page.isPresent()) {
        if (System.nanoTime() - start > DEADLINE.toNanos()) {
          throw new GitLabException("GitLab takes too long to list the tags", null);
        }
        try (Response answer = tags.list(token, project.value(), PER_PAGE, page.get())) {
          read(answer, project).forEach(tag -> names.add(tag.name()));
          page = next(answer, page.get());
        }
      }
      return new ReleaseTags(names);
    } catch (ProcessingException | IOException failed) {
      throw new GitLabException("GitLab does not answer, or not as expected", failed);
    }
  }

  private GitLabTags client() {
    return RestClientBuilder.newBuilder()
        .baseUri(baseUrl)
        .connectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .readTimeout(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        // A redirect would take the token elsewhere.
        .followRedirects(false)
        .property("microprofile.rest.client.disable.default.mapper", true)
        .build(GitLabTags.class);
  }

  private static List<GitLabTags.Tag> read(Response answer, ProjectId project) {
    int status = answer.getStatus();
    if (status == Response.Status.NOT_FOUND.getStatusCode() && !isNumber(project)) {
      return List.of();
    }
    if (status != Response.Status.OK.getStatusCode()) {
      throw new GitLabException("GitLab answers " + status + " for the project's tags", null);
    }
    return answer.readEntity(TAGS);
  }

  /** GitLab's projects have numbers; another id is the name of something else. */
  private static boolean isNumber(ProjectId project) {
    return project.value().chars().allMatch(Character::isDigit);
  }

  /** The page that an answer leads to, by either of the headers that do; always a later one. */
  private static Optional<Integer> next(Response answer, int page) {
    return number(answer.getHeaderString("X-Next-Page"))
        .or(() -> Optional.ofNullable(answer.getLink("next")).flatMap(GitLab::page))
        .filter(next -> next > page);
  }

  private static Optional<Integer> page(Link link) {
    Matcher page = PAGE.matcher(link.getUri().toString());
    return page.find() ? number(page.group(1)) : Optional.empty();
  }

  private static Optional<Integer> number(@Nullable String text) {
    return Optional.ofNullable(text)
        .filter(digits -> digits.matches("\\d{1,9}"))
        .map(Integer::parseInt);
  }
}
