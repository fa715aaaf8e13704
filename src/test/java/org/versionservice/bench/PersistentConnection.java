package org.versionservice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A persistent HTTP connection with so little work of its own that a measurement shows the server.
 */
final class PersistentConnection implements Callable<Integer>, AutoCloseable {

  /** Payara closes a connection that was idle for 30 s. */
  private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final int port;
  private final Supplier<String> requests;
  private Socket socket;
  private InputStream in;
  private long usedAt = System.nanoTime();

  /**
   * Connects to loopback.
   *
   * @param requests supplies complete HTTP/1.1 requests
   */
  PersistentConnection(int port, Supplier<String> requests) throws IOException {
    this.port = port;
    this.requests = requests;
    socket = connect();
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  private Socket connect() throws IOException {
    Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
    connection.setTcpNoDelay(true);
    return connection;
  }

  /** Returns a request without a body. */
  static String bare(String method, String target) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Length: 0\r\n\r\n";
  }

  /** Returns a POST request with a JSON body. */
  static String json(String target, String body) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /**
   * Sends a request and reads the response.
   *
   * @return the size of the body in bytes
   * @throws IOException also if the status is not 200
   */
  @Override
  public Integer call() throws IOException {
    String status = status(requests.get().getBytes(US_ASCII));
    int length = -1;
    boolean chunked = false;
    boolean last = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
      last |= lower.equals("connection: close");
      chunked |= lower.startsWith("transfer-encoding:");
    }
    int size = chunked ? skipChunks() : skip(length);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(status);
    }
    if (last) {
      // Payara closes a connection after 256 requests.
      reconnect();
    }
    return size;
  }

  /** Sends a request; on a new connection if the server may have closed the idle one. */
  private String status(byte[] request) throws IOException {
    if (System.nanoTime() - usedAt > LONGEST_IDLE_NANOS) {
      reconnect();
    }
    socket.getOutputStream().write(request);
    String status = line();
    usedAt = System.nanoTime();
    return status;
  }

  private void reconnect() throws IOException {
    socket.close();
    socket = connect();
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  private int skipChunks() throws IOException {
    int all = 0;
    while (true) {
      int size = Integer.parseInt(line(), 16);
      all += skip(size);
      line();
      if (size == 0) {
        return all;
      }
    }
  }

  private int skip(int size) throws IOException {
    in.skipNBytes(size);
    return size;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
