package org.versionservice.discovery;

import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of GitLab's list of tags. Newer servers identify it by the tag before it, which is fast
 * and stays correct while tags change; older ones by its number.
 *
 * @param token the tag before the page; empty with numbers
 * @param number the number of the page, from 1
 * @see <a href="https://docs.gitlab.com/api/rest/#pagination">GitLab: Pagination</a>
 */
record TagPage(Optional<String> token, int number) {

  static final TagPage FIRST = new TagPage(Optional.empty(), 1);

  private static final Pattern TOKEN = Pattern.compile("[?&]page_token=([^&]+)");
  private static final Pattern NUMBER = Pattern.compile("[?&]page=(\\d{1,9})(?:&|$)");

  /** Returns the next page by the headers {@code Link} or {@code X-Next-Page}; never this one. */
  Optional<TagPage> after(Response answer) {
    Optional<String> link =
        Optional.ofNullable(answer.getLink("next")).map(Link::getUri).map(Object::toString);
    return link.flatMap(uri -> found(TOKEN, uri))
        .map(text -> URLDecoder.decode(text, StandardCharsets.UTF_8))
        .filter(next -> !Optional.of(next).equals(token))
        .map(next -> new TagPage(Optional.of(next), number + 1))
        .or(() -> numbered(answer.getHeaderString("X-Next-Page"), link));
  }

  private Optional<TagPage> numbered(@Nullable String header, Optional<String> link) {
    return Optional.ofNullable(header)
        .filter(text -> text.matches("\\d{1,9}"))
        .or(() -> link.flatMap(uri -> found(NUMBER, uri)))
        .map(Integer::parseInt)
        .filter(next -> next > number)
        .map(next -> new TagPage(Optional.empty(), next));
  }

  private static Optional<String> found(Pattern pattern, String uri) {
    Matcher matcher = pattern.matcher(uri);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
