package org.versionservice.discovery;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.versionservice.version.ProjectId;

/**
 * Reads the tags of projects from GitLab.
 *
 * @param baseUrl the URL of its REST API
 * @param token a token that may read repositories
 * @param deadline the maximum time of one look-up; a later one continues where it ended
 */
record GitLab(URI baseUrl, String token, Duration deadline) {

  /** GitLab's answer if the tag before a page was deleted. */
  private static final int UNPROCESSABLE = 422;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  private static final int PER_PAGE = 100;
  private static final GenericType<List<GitLabTags.Tag>> TAGS = new GenericType<>() {};

  /**
   * Reads the pages of a project's tags that are not in the listing yet.
   *
   * @param listing the pages read so far; keeps each page that is read, also if a later one fails
   * @throws GitLabException if not all pages can be read
   */
  ReleaseTags tags(ProjectId project, TagListing listing) {
    long start = System.nanoTime();
    try (GitLabTags tags = client()) {
      Optional<TagPage> page = listing.next();
      while (page.isPresent()) {
        if (System.nanoTime() - start > deadline.toNanos()) {
          throw new GitLabException(
              "GitLab is slow, " + listing.size() + " tags are read so far; try again", null);
        }
        read(tags, project, page.get(), listing);
        page = listing.next();
      }
      return listing.tags();
    } catch (ProcessingException | IOException failed) {
      throw new GitLabException("GitLab sends no answer or an unexpected one", failed);
    }
  }

  private void read(GitLabTags tags, ProjectId project, TagPage page, TagListing listing) {
    boolean named = page.token().isPresent();
    try (Response answer =
        tags.list(
            token,
            project.value(),
            PER_PAGE,
            "keyset",
            "name",
            "asc",
            page.token().orElse(null),
            named ? null : (Integer) page.number())) {
      int status = answer.getStatus();
      if (named && status == UNPROCESSABLE) {
        listing.restart();
      }
      if (status != Response.Status.OK.getStatusCode()) {
        throw new GitLabException("GitLab answers " + status + " for the project's tags", null);
      }
      List<String> names = answer.readEntity(TAGS).stream().map(GitLabTags.Tag::name).toList();
      listing.add(names, page.after(answer));
    }
  }

  private GitLabTags client() {
    return RestClientBuilder.newBuilder()
        .baseUri(baseUrl)
        .connectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .readTimeout(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        // A redirect would send the token to another server.
        .followRedirects(false)
        .property("microprofile.rest.client.disable.default.mapper", true)
        .build(GitLabTags.class);
  }
}
