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
 * The connection of one listener: writes new changes when the connection accepts them, and never
 * blocks.
 *
 * <p>It only remembers a position in the feed. So a slow listener needs no memory, and gets the
 * missing changes later.
 */
final class EventStream implements WriteListener, AsyncListener {

  private static final System.Logger LOG = System.getLogger(EventStream.class.getName());

  private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(UTF_8);

  /** The number of unsent heartbeats after which the connection is closed. */
  private static final int MAX_PENDING_HEARTBEATS = 8;

  /** The number of pages that are written before the thread serves other tasks. */
  private static final int PAGES_PER_TURN = 16;

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final EventPages pages;
  private final Optional<Predicate<ApplicationId>> filter;
  private final Admission admission;
  private final Executor executor;
  private final Consumer<EventStream> ended;

  /** The number of calls of {@link #write} since the current writer began; 0 if none writes. */
  private final AtomicInteger writeCalls = new AtomicInteger();

  private final AtomicInteger heartbeats = new AtomicInteger();
  private byte[] first;
  private FeedPosition position;
  private boolean unflushed;
  private volatile boolean closed;

  /**
   * @param first the text that is sent first
   * @param position the feed position before the first change
   * @param filter the apps whose changes are sent; all if empty
   * @param admission the credentials of the listener
   * @param executor continues a stream that is far behind
   * @param ended called when the connection is closed
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

  void start() {
    context.setTimeout(0);
    context.addListener(this);
    out.setWriteListener(this);
  }

  /** Sends a heartbeat; closes a connection that does not accept data for a long time. */
  void heartbeat() {
    if (heartbeats.incrementAndGet() > MAX_PENDING_HEARTBEATS) {
      close();
    } else {
      write();
    }
  }

  /** Closes the connection if the listener's credentials are not valid any more. */
  void closeUnlessAdmitted() {
    if (!admission.holds()) {
      close();
    }
  }

  /**
   * Writes new changes; if another thread is writing, that thread continues and this call returns.
   */
  void write() {
    if (writeCalls.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      try {
        writeWhileReady();
      } catch (IOException gone) {
        onError(gone);
      } catch (StorageException unreadable) {
        LOG.log(
            DEBUG,
            "an event stream is closed; its client will reconnect: {0}",
            unreadable.getMessage());
        close();
      } catch (RuntimeException | Error broken) {
        OutOfMemory.endProcessOn(broken);
        LOG.log(WARNING, "an event stream is closed; its client will reconnect", broken);
        close();
      }
      seen = writeCalls.addAndGet(-seen);
    }
  }

  private void writeWhileReady() throws IOException {
    for (int written = 0; !closed && out.isReady(); written++) {
      if (written == PAGES_PER_TURN) {
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

  /** Closes the connection; the client can reconnect and continue at the same position. */
  void close() {
    if (!closed) {
      closed = true;
      ended.accept(this);
      try {
        context.complete();
      } catch (IllegalStateException endedAlready) {
        LOG.log(DEBUG, "an event stream had ended already", endedAlready);
      }
    }
  }

  @Override
  public void onWritePossible() {
    write();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(DEBUG, "the connection of an event stream failed: {0}", failure.getMessage());
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
