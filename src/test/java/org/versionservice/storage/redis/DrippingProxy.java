package org.versionservice.storage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Forwards connections to a server on loopback, and on request its answers byte by byte. */
final class DrippingProxy implements AutoCloseable {

  private static final long BETWEEN_DROPS = TimeUnit.MILLISECONDS.toNanos(60);

  private final ServerSocket listener;
  private final int target;
  private volatile boolean dripping;

  DrippingProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Forwards further answers byte by byte. */
  void drip() {
    dripping = true;
  }

  /** Forwards further answers at once. */
  void flow() {
    dripping = false;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "dripping-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        daemon(() -> pass(client, server, false));
        daemon(() -> pass(server, client, true));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[8192];
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        for (int done = 0; done < length; ) {
          int now = answers && dripping ? 1 : length - done;
          out.write(some, done, now);
          done += now;
          if (answers && dripping) {
            LockSupport.parkNanos(BETWEEN_DROPS);
          }
        }
      }
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
