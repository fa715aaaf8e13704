package org.versionservice.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tags of a project as far as they are read. A look-up that ends early keeps what it has, and
 * the next one goes on from there. Used by one thread at a time.
 */
final class TagListing {

  private final List<String> names = new ArrayList<>();
  private Optional<TagPage> next = Optional.of(TagPage.FIRST);

  /** The page to read next; empty if all are read. */
  Optional<TagPage> next() {
    return next;
  }

  /** Takes over a page. */
  void add(List<String> page, Optional<TagPage> following) {
    names.addAll(page);
    next = following;
  }

  /** Begins anew: the server does not know the page that it led to any more. */
  void restart() {
    names.clear();
    next = Optional.of(TagPage.FIRST);
  }

  /** How many tags are read. */
  int size() {
    return names.size();
  }

  /** All that is read. */
  ReleaseTags tags() {
    return new ReleaseTags(List.copyOf(names));
  }
}
