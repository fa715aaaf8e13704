package org.versionservice.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events on a plain socket, which can read slowly, late or not at all. */
public final class EventListener implements AutoCloseable {

  /**
   * An event or a comment.
   *
   * @param name its type; {@code message} if it has none, empty for a comment
   * @param id its id, empty if it has none
   * @param data its data, or the comment
   */
  public record Event(String name, String id, String data) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Socket socket;
  private final BufferedReader reader;
  private final int status;
  private final Map<String, String> headers = new HashMap<>();
  private final StringBuilder chunk = new StringBuilder();

  private EventListener(Socket socket) throws IOException {
    this.socket = socket;
    this.reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8), 1024);
    this.status = Integer.parseInt(line().split(" ", -1)[1]);
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
  }

  /** Opens a connection. */
  public static EventListener to(URI base, String target, Optional<String> lastEventId) {
    return to(base, target, lastEventId, 0);
  }

  /**
   * Opens a connection.
   *
   * @param buffer the size of the socket's receive buffer, in bytes; 0 for the default
   */
  public static EventListener to(
      URI base, String target, Optional<String> lastEventId, int buffer) {
    String header = lastEventId.map(id -> "Last-Event-ID: " + id + "\r\n").orElse("");
    return to(base, target, header, buffer);
  }

  /** Opens a connection with a token. */
  public static EventListener withToken(URI base, String target, String token) {
    return to(base, target, "Authorization: Bearer " + token + "\r\n", 0);
  }

  private static EventListener to(URI base, String target, String header, int buffer) {
    Socket socket = new Socket();
    try {
      if (buffer > 0) {
        socket.setReceiveBufferSize(buffer);
      }
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
      String request =
          "GET "
              + target
              + " HTTP/1.1\r\nHost: "
              + base.getAuthority()
              + "\r\nAccept: text/event-stream\r\n"
              + header
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new EventListener(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int status() {
    return status;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Waits for the next event or comment; empty at the end of the connection. */
  public Optional<Event> next() {
    String name = "message";
    String id = "";
    String data = "";
    try {
      for (String line = payload(); line != null; line = payload()) {
        if (line.startsWith(":")) {
          return Optional.of(new Event("", "", line));
        } else if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else if (line.startsWith("id: ")) {
          id = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
          data = line.substring("data: ".length());
        } else if (line.isEmpty() && !data.isEmpty()) {
          return Optional.of(new Event(name, id, data));
        }
      }
      return Optional.empty();
    } catch (SocketException cut) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next events of a type. */
  public List<Event> next(String name, int count) {
    List<Event> events = new ArrayList<>();
    while (events.size() < count) {
      Event event =
          next().orElseThrow(() -> new IllegalStateException("ended after " + events.size()));
      if (event.name().equals(name)) {
        events.add(event);
      }
    }
    return events;
  }

  /** Returns the next line of the chunked body; null at its end. */
  private @Nullable String payload() throws IOException {
    while (true) {
      int end = chunk.indexOf("\n");
      if (end >= 0) {
        String line = chunk.substring(0, end);
        chunk.delete(0, end + 1);
        return line;
      }
      String size = reader.readLine();
      if (size == null || size.equals("0")) {
        return null;
      }
      if (size.isEmpty()) {
        continue;
      }
      for (int left = Integer.parseInt(size, 16); left > 0; left--) {
        int next = reader.read();
        if (next < 0) {
          return null;
        }
        chunk.append((char) next);
      }
    }
  }

  private String line() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the connection ended");
    }
    return line;
  }

  @Override
  public void close() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
