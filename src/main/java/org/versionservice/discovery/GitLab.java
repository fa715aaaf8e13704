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
 * @param baseUrl of its REST API
 * @param token may read repositories
 * @param deadline how long one look-up may take; a later one goes on where it ended
 */
record GitLab(URI baseUrl, String token, Duration deadline) {

  /** GitLab's answer where the tag that a page begins behind is not there any more. */
  private static final int UNPROCESSABLE = 422;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  private static final int PER_PAGE = 100;
  private static final GenericType<List<GitLabTags.Tag>> TAGS = new GenericType<>() {};

  /**
   * Reads the pages of a project's tags that are not read yet.
   *
   * @param listing what is read already; keeps all pages that are read, also if others fail
   * @throws GitLabException if not all of them can be read
   */
  ReleaseTags tags(ProjectId project, TagListing listing) {
    long start = System.nanoTime();
    try (GitLabTags tags = client()) {
      Optional<TagPage> page = listing.next();
      while (page.isPresent()) {
        if (System.nanoTime() - start > deadline.toNanos()) {
          throw new GitLabException(
              "GitLab takes long to list the tags, " + listing.size() + " are read; ask again",
              null);
        }
        read(tags, project, page.get(), listing);
        page = listing.next();
      }
      return listing.tags();
    } catch (ProcessingException | IOException failed) {
      throw new GitLabException("GitLab does not answer, or not as expected", failed);
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
        // A redirect would take the token elsewhere.
        .followRedirects(false)
        .property("microprofile.rest.client.disable.default.mapper", true)
        .build(GitLabTags.class);
  }
}
