package org.versionservice.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.versionservice.api.model.ChangeEvent;
import org.versionservice.api.model.JsonFormat;
import org.versionservice.service.ChangeHistory;
import org.versionservice.storage.FeedPage;
import org.versionservice.storage.FeedPosition;
import org.versionservice.storage.HistoryEntry;
import org.versionservice.version.ApplicationId;

/**
 * The feed of all changes as text, in pages. Pages are cached, because most listeners are at the
 * same position: each change is read and formatted once, not once for each listener.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent
 *     events</a>
 */
@ApplicationScoped
public class EventPages {

  private static final int MAX_COMMITS_PER_PAGE = 64;
  private static final int MAX_PAGES = 64;
  private static final Jsonb JSON = new JsonFormat().getContext(ChangeEvent.class);

  private record Event(ApplicationId app, byte[] text) {}

  /** Changes with the text of all of them, and the position of the next page. */
  record Page(List<Event> events, byte[] text, FeedPosition next) {

    byte[] text(Predicate<ApplicationId> apps) {
      ByteArrayOutputStream chosen = new ByteArrayOutputStream();
      events.stream()
          .filter(event -> apps.test(event.app()))
          .forEach(event -> chosen.writeBytes(event.text()));
      return chosen.toByteArray();
    }
  }

  @Inject private ChangeHistory history;

  private final Cache<FeedPosition, Page> kept =
      Caffeine.newBuilder().maximumSize(MAX_PAGES).executor(Runnable::run).build();

  /** Returns the page at a position; an empty one if there are no changes yet. */
  public Page next(FeedPosition position) {
    Page page = kept.get(position, this::read);
    return page == null ? new Page(List.of(), new byte[0], position) : page;
  }

  /** Returns null if there are no changes yet, so that no empty page is cached. */
  private @Nullable Page read(FeedPosition position) {
    FeedPage read = history.next(position, MAX_COMMITS_PER_PAGE);
    if (read.next().equals(position)) {
      return null;
    }
    List<Event> events = read.entries().stream().map(EventPages::event).toList();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    events.forEach(event -> text.writeBytes(event.text()));
    return new Page(events, text.toByteArray(), read.next());
  }

  private static Event event(HistoryEntry entry) {
    String text =
        "event: change\nid: "
            + entry.commit()
            + "\ndata: "
            + JSON.toJson(ChangeEvent.of(entry))
            + "\n\n";
    return new Event(entry.app(), text.getBytes(UTF_8));
  }
}
