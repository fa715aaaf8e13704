package org.versionservice.proof;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A foreign HTTP server on loopback that asks for credentials and records them. */
public final class CredentialTrap implements AutoCloseable {

  private final HttpServer server;
  private final List<String> caught = new CopyOnWriteArrayList<>();

  private CredentialTrap(HttpServer server) {
    this.server = server;
  }

  /** Starts a server on a free port. */
  public static CredentialTrap start() {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      CredentialTrap trap = new CredentialTrap(http);
      http.createContext("/", trap::serve);
      http.start();
      return trap;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns its URL without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the received credentials. */
  public List<String> caught() {
    return caught;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      caught.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"give it to me\"");
      exchange.sendResponseHeaders(401, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
