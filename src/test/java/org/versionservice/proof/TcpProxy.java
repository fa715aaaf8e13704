package org.versionservice.proof;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forwards connections to a server on loopback, until it is cut or hangs. */
public final class TcpProxy implements AutoCloseable {

  /** What becomes of connections. */
  public enum State {
    FLOWS,
    /** Connections are accepted and nothing comes through, as behind a broken line. */
    HANGS,
    /** Connections end at once. */
    CUT
  }

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private State state = State.FLOWS;

  /**
   * @param address where to listen, an address of loopback
   * @param port the port to listen on; 0 for a free one
   */
  public TcpProxy(InetAddress address, int port, int target) {
    this.target = target;
    try {
      listener = new ServerSocket();
      listener.bind(new InetSocketAddress(address, port), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Changes what becomes of connections, also of open ones. */
  public synchronized void set(State next) {
    if (next == State.CUT || state == State.HANGS) {
      // Bytes that were held back must not arrive as if nothing had happened.
      sockets.forEach(TcpProxy::end);
    }
    state = next;
    notifyAll();
  }

  private synchronized void awaitFlow() throws IOException {
    while (state == State.HANGS) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    if (state == State.CUT) {
      throw new IOException("cut");
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        sockets.add(client);
        daemon(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket client) {
    try {
      awaitFlow();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      daemon(() -> pass(client, server));
      pass(server, client);
    } catch (IOException cut) {
      end(client);
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[8192];
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        awaitFlow();
        out.write(some, 0, length);
      }
    } catch (IOException gone) {
      // Either side ended; the other one is told by the end of its connection.
    } finally {
      sockets.remove(from);
    }
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end(listener);
    set(State.CUT);
  }
}
