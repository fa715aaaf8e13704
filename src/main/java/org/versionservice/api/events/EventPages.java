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
 * The feed of all changes as it is sent, page by page. The newest pages are kept, because most
 * listeners are at the same place: each change is read and written as text once, not once for each.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent
 *     events</a>
 */
@ApplicationScoped
public class EventPages {

  /** How many commits a page has at most. */
  private static final int LONGEST = 64;

  private static final int MOST_KEPT = 64;
  private static final Jsonb JSON = new JsonFormat().getContext(ChangeEvent.class);

  /** One change, as it is sent. */
  private record Event(ApplicationId app, byte[] text) {}

  /**
   * Changes as they are sent.
   *
   * @param text all of them
   * @param next where to go on
   */
  record Page(List<Event> events, byte[] text, FeedPosition next) {

    /** The text of the changes of some apps. */
    byte[] text(Predicate<ApplicationId> apps) {
      ByteArrayOutputStream chosen = new ByteArrayOutputStream();
      events.stream()
          .filter(event -> apps.test(event.app()))
          .forEach(event -> chosen.writeBytes(event.text()));
      return chosen.toByteArray();
    }
  }

  @Inject private ChangeHistory past;

  private final Cache<FeedPosition, Page> kept =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).executor(Runnable::run).build();

  /** The changes behind a place; goes on where it began if there are none yet. */
  public Page next(FeedPosition position) {
    Page page = kept.get(position, this::read);
    return page == null ? new Page(List.of(), new byte[0], position) : page;
  }

  /** Returns the page at a place; null if it has no changes yet, so that it is not kept. */
  private @Nullable Page read(FeedPosition position) {
    FeedPage read = past.next(position, LONGEST);
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
