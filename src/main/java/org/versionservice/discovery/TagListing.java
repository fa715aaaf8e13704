package org.versionservice.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tags of a project that are read so far. After a look-up that ends early, the next one
 * continues from there. For one thread at a time.
 */
final class TagListing {

  private final List<String> names = new ArrayList<>();
  private Optional<TagPage> next = Optional.of(TagPage.FIRST);

  /** Returns the page to read next; empty if all are read. */
  Optional<TagPage> next() {
    return next;
  }

  void add(List<String> page, Optional<TagPage> following) {
    names.addAll(page);
    next = following;
  }

  /** Starts again at the first page, because the server no longer knows the next one. */
  void restart() {
    names.clear();
    next = Optional.of(TagPage.FIRST);
  }

  int size() {
    return names.size();
  }

  ReleaseTags tags() {
    return new ReleaseTags(List.copyOf(names));
  }
}
