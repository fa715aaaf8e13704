package org.versionservice.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Forwards bytes to a server on loopback at a limited rate in each direction. */
public final class SlowLine implements AutoCloseable {

  private static final int PART = 8 * 1024;

  private final int target;
  private final int bytesPerSecond;
  private final ServerSocket listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "slow-line");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

  /**
   * Starts on a free port.
   *
   * @param target the server's port
   */
  public SlowLine(int target, int bytesPerSecond) {
    this.target = target;
    this.bytesPerSecond = bytesPerSecond;
    try {
      listener = new ServerSocket();
      // Otherwise the system would accept megabytes at once.
      listener.setReceiveBufferSize(PART);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Returns the URL through this line for a URL of its server. */
  public String url(String direct) {
    return direct.replace(":" + target + "/", ":" + listener.getLocalPort() + "/");
  }

  /** Forwards a number of further bytes and then nothing, without closing connections. */
  public void stallAfter(long bytes) {
    left.set(bytes);
  }

  /** Forwards all new connections; stalled ones stay stalled. */
  public void heal() {
    left.set(Long.MAX_VALUE);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        threads.execute(() -> pass(client, server));
        threads.execute(() -> pass(server, client));
      }
    } catch (IOException closed) {
      // The line is closed.
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] part = new byte[PART];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count = in.read(part); count >= 0 && left.get() > 0; count = in.read(part)) {
        out.write(part, 0, count);
        left.addAndGet(-count);
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos() * count / bytesPerSecond);
      }
      while (left.get() <= 0 && !from.isClosed()) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    } catch (IOException eitherSideIsGone) {
      // The peer notices the end of its connection.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
