package org.versionservice.api.events;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.versionservice.access.Admission;
import org.versionservice.storage.FeedPosition;
import org.versionservice.storage.OutOfMemory;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationId;

/**
 * One listener: writes what is new whenever its connection takes it, and never waits for it.
 *
 * <p>It remembers where in the feed it is and nothing else; so a listener that does not keep up
 * takes no memory, and gets the rest when it can.
 */
public final class EventStream implements WriteListener, AsyncListener {

  private static final System.Logger LOG = System.getLogger(EventStream.class.getName());

  private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(UTF_8);

  /** How many heartbeats may wait for a connection before it is given up. */
  private static final int PATIENCE = 8;

  /** How many pages are written before others have their turn. */
  private static final int TURN = 16;

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final EventPages pages;
  private final Optional<Predicate<ApplicationId>> filter;
  private final Admission admission;
  private final Executor executor;
  private final Consumer<EventStream> ended;

  /** How often the connection was to be written to since somebody began to. */
  private final AtomicInteger wanted = new AtomicInteger();

  private final AtomicInteger heartbeats = new AtomicInteger();
  private byte[] first;
  private FeedPosition position;
  private boolean unflushed;
  private volatile boolean closed;

  /**
   * @param first what is sent before all else
   * @param position what is sent is behind it
   * @param filter the apps to tell of; all if empty
   * @param admission what let the listener in
   * @param executor goes on with what is a long way behind
   * @param ended told when the connection is closed
   */
  EventStream(
      AsyncContext context,
      EventPages pages,
      byte[] first,
      FeedPosition position,
      Optional<Predicate<ApplicationId>> filter,
      Admission admission,
      Executor executor,
      Consumer<EventStream> ended)
      throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    this.pages = pages;
    this.first = first;
    this.position = position;
    this.filter = filter;
    this.admission = admission;
    this.executor = executor;
    this.ended = ended;
  }

  /** Begins to write. */
  void start() {
    context.setTimeout(0);
    context.addListener(this);
    out.setWriteListener(this);
  }

  /** Says that the connection is still alive; one that takes nothing for long is closed. */
  void heartbeat() {
    if (heartbeats.incrementAndGet() > PATIENCE) {
      close();
    } else {
      write();
    }
  }

  /** Ends the connection of a listener who would not be let in any more. */
  void closeUnlessAdmitted() {
    if (!admission.holds()) {
      close();
    }
  }

  /** Writes what there is; returns at once if somebody is writing, who then goes on. */
  void write() {
    if (wanted.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      try {
        writeWhileReady();
      } catch (IOException gone) {
        onError(gone);
      } catch (StorageException unreadable) {
        LOG.log(DEBUG, "a listener has to come again: {0}", unreadable.getMessage());
        close();
      } catch (RuntimeException | Error broken) {
        OutOfMemory.endProcessOn(broken);
        LOG.log(WARNING, "a listener has to come again", broken);
        close();
      }
      seen = wanted.addAndGet(-seen);
    }
  }

  private void writeWhileReady() throws IOException {
    for (int written = 0; !closed && out.isReady(); written++) {
      if (written == TURN) {
        executor.execute(this::write);
        return;
      }
      byte[] next = next();
      if (next.length > 0) {
        out.write(next);
        unflushed = true;
      } else if (unflushed) {
        out.flush();
        unflushed = false;
      } else {
        return;
      }
    }
  }

  private byte[] next() {
    if (first.length > 0) {
      byte[] beginning = first;
      first = new byte[0];
      return beginning;
    }
    if (heartbeats.getAndSet(0) > 0) {
      return HEARTBEAT;
    }
    while (true) {
      EventPages.Page page = pages.next(position);
      if (page.next().equals(position)) {
        return new byte[0];
      }
      position = page.next();
      byte[] text = filter.map(page::text).orElse(page.text());
      if (text.length > 0) {
        return text;
      }
    }
  }

  /** Ends the connection; the client may come again, and goes on where it was. */
  void close() {
    if (!closed) {
      closed = true;
      ended.accept(this);
      try {
        context.complete();
      } catch (IllegalStateException endedAlready) {
        LOG.log(DEBUG, "a listener had gone", endedAlready);
      }
    }
  }

  @Override
  public void onWritePossible() {
    write();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(DEBUG, "a listener is gone: {0}", failure.getMessage());
    close();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    close();
  }

  @Override
  public void onError(AsyncEvent event) {
    close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
