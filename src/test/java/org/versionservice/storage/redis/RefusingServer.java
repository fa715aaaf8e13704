package org.versionservice.storage.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers {@code PING} and refuses all other commands with one error. */
final class RefusingServer implements AutoCloseable {

  private final ServerSocket listener;
  private final String error;
  private final AtomicInteger connections = new AtomicInteger();

  RefusingServer(String error) {
    this.error = error;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  String url() {
    return "redis://127.0.0.1:" + listener.getLocalPort();
  }

  /** Returns the number of connections so far. */
  int connections() {
    return connections.get();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "refusing-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connections.incrementAndGet();
        daemon(() -> answer(client));
      }
    } catch (SocketException closed) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads commands as arrays of bulk strings, whose first element is the command's name. */
  private void answer(Socket client) {
    try (client;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
      for (String head = lines.readLine(); head != null; head = lines.readLine()) {
        String name = "";
        for (int i = Integer.parseInt(head.substring(1)); i > 0; i--) {
          int length = Integer.parseInt(lines.readLine().substring(1));
          char[] argument = new char[length + 2];
          for (int read = 0; read < argument.length; ) {
            read += lines.read(argument, read, argument.length - read);
          }
          name = name.isEmpty() ? new String(argument).strip() : name;
        }
        String answer = name.equals("PING") ? "+PONG\r\n" : "-" + error + "\r\n";
        client.getOutputStream().write(answer.getBytes(UTF_8));
      }
    } catch (SocketException gone) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
