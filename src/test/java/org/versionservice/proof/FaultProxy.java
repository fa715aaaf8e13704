package org.versionservice.proof;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Simulates a faulty network: forwards HTTP requests to a server on loopback, with the faults of
 * its {@link FaultPlan}.
 *
 * <p>Each request is forwarded on a connection of its own, while the client's is kept alive, so a
 * fault affects only one request.
 */
public final class FaultProxy implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final int target;
  private final Duration pause;
  private final FaultPlan plan;
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultProxy::daemon);
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Set<Socket> hanging = ConcurrentHashMap.newKeySet();
  private final int port;
  private volatile ServerSocket listener;
  private volatile boolean closed;
  private volatile boolean interrupted;

  /**
   * Starts on a free port.
   *
   * @param target the server's port
   * @param pause the length of a delay and of a closed port
   * @param seed the seed of random faults
   */
  public FaultProxy(int target, Duration pause, long seed) {
    this.target = target;
    this.pause = pause;
    this.plan = new FaultPlan(seed);
    this.listener = listen(0);
    this.port = listener.getLocalPort();
    threads.execute(this::accept);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fault-proxy");
    thread.setDaemon(true);
    return thread;
  }

  /** Returns the plan of faults. */
  public FaultPlan plan() {
    return plan;
  }

  public int port() {
    return port;
  }

  /** Returns the URL through this proxy for a URL of its server. */
  public String url(String direct) {
    return direct.replace(":" + target + "/", ":" + port + "/");
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!closed) {
      try (ServerSocket open = listener) {
        while (true) {
          Socket client = open.accept();
          client.setTcpNoDelay(true);
          clients.add(client);
          threads.execute(() -> serve(client));
        }
      } catch (IOException portWasClosed) {
        reopen();
      }
    }
  }

  private void reopen() {
    while (!closed && listener.isClosed()) {
      try {
        Thread.sleep(pause.toMillis());
        listener = listen(port);
      } catch (UncheckedIOException lentToSomebodyElse) {
        // Meanwhile the system may have given the port to an outgoing connection.
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      boolean open = true;
      while (open) {
        Optional<HttpMessage> request = HttpMessage.read(in);
        open = request.isPresent() && !interrupted && pass(request.get(), client);
      }
    } catch (IOException eitherSideIsGone) {
      // The peer of the broken connection is under test.
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(client);
    }
  }

  /** Forwards one request; returns whether the connection can be used for another one. */
  private boolean pass(HttpMessage request, Socket client)
      throws IOException, InterruptedException {
    Optional<Fault> fault = plan.draw(request.isPush());
    if (fault.isEmpty()) {
      client.getOutputStream().write(exchange(request).bytes());
      return true;
    }
    boolean open = strike(fault.get(), request, client);
    plan.count(fault.get());
    return open;
  }

  private boolean strike(Fault fault, HttpMessage request, Socket client)
      throws IOException, InterruptedException {
    switch (fault) {
      case REFUSE -> {
        listener.close();
        reset(client);
      }
      case HANG -> hang(client);
      case CUT_BEFORE -> client.close();
      case CUT_REQUEST -> cut(request, client);
      case DROP_ANSWER -> exchange(request);
      case RESET -> {
        exchange(request);
        reset(client);
      }
      case CUT_ANSWER -> {
        byte[] answer = exchange(request).bytes();
        client.getOutputStream().write(answer, 0, plan.somewhere(answer.length));
      }
      case ABANDON -> {
        client.close();
        exchange(request);
      }
      case LATE -> {
        client.close();
        Thread.sleep(pause.toMillis());
        exchange(request);
      }
      case DELAY -> {
        Thread.sleep(pause.toMillis());
        client.getOutputStream().write(exchange(request).bytes());
        return true;
      }
      case TWICE -> {
        exchange(request);
        client.getOutputStream().write(exchange(request).bytes());
        return true;
      }
    }
    return false;
  }

  private HttpMessage exchange(HttpMessage request) throws IOException {
    try (Socket server = connect()) {
      server.getOutputStream().write(request.bytes());
      return HttpMessage.read(new BufferedInputStream(server.getInputStream()))
          .orElseThrow(() -> new IOException("no answer"));
    }
  }

  private Socket connect() throws IOException {
    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
    server.setTcpNoDelay(true);
    return server;
  }

  private void cut(HttpMessage request, Socket client) throws IOException {
    try (Socket server = connect()) {
      server.getOutputStream().write(request.bytes(), 0, plan.somewhere(request.bytes().length));
    }
    client.close();
  }

  /** A close with a linger time of zero sends RST instead of FIN. */
  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  private void hang(Socket client) throws IOException {
    hanging.add(client);
    try {
      while (client.getInputStream().read() >= 0) {}
    } finally {
      hanging.remove(client);
    }
  }

  /** Returns the number of hanging requests. */
  public int hanging() {
    return hanging.size();
  }

  /**
   * Ends all connections and for some time each new one at its first request; waits for the end.
   */
  public void interrupt(Duration duration) throws InterruptedException {
    interrupted = true;
    try {
      clients.forEach(FaultProxy::end);
      Thread.sleep(duration.toMillis());
    } finally {
      interrupted = false;
    }
  }

  /** Ends all faults and hanging requests. */
  public void heal() {
    plan.heal();
    hanging.forEach(FaultProxy::end);
  }

  @Override
  public void close() {
    closed = true;
    plan.heal();
    end(listener);
    clients.forEach(FaultProxy::end);
    threads.shutdownNow();
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
