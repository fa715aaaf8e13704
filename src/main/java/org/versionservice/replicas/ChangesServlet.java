package org.versionservice.replicas;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.versionservice.service.ChangeDispatcher;
import org.versionservice.storage.Receipt;
import org.versionservice.version.Change;

/**
 * Takes the changes of other replicas while this one holds the writer lease. They are signed, so no
 * token is needed.
 *
 * <p>It is a servlet because JAX-RS and its filters are for clients.
 */
@WebServlet(urlPatterns = ReplicaRequest.PATH, asyncSupported = true)
public final class ChangesServlet extends HttpServlet {

  private static final System.Logger LOG = System.getLogger(ChangesServlet.class.getName());

  private static final long serialVersionUID = 1L;

  /** RFC 9110 §15.5.20. */
  static final int MISDIRECTED_REQUEST = 421;

  private static final int MAX_BODY = 8 << 20;

  /** Longer than a change waits. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  @Inject private transient Optional<ReplicaSettings> settings;
  @Inject private transient ReplicaService replicas;
  @Inject private transient ChangeDispatcher dispatcher;
  @Inject private transient Clock clock;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<WriterLease> lease = replicas.lease();
    if (settings.isEmpty() || lease.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else {
      receive(request, response, settings.get(), lease.get());
    }
  }

  private void receive(
      HttpServletRequest request,
      HttpServletResponse response,
      ReplicaSettings known,
      WriterLease lease)
      throws IOException {
    ReplicaRequest head =
        new ReplicaRequest(
            header(request, ReplicaRequest.TIME),
            header(request, ReplicaRequest.TOKEN),
            header(request, ReplicaRequest.REPOSITORY));
    String signature = header(request, ReplicaRequest.SIGNATURE);
    boolean meant =
        head.repository().equals(known.repository())
            && head.isOf(clock.instant())
            && lease.isHeldBy(head.token());
    int length = request.getContentLength();
    if (!meant || length < 0 || length > MAX_BODY) {
      // The body of a stranger is not read.
      response.setHeader("Connection", "close");
      response.setStatus(MISDIRECTED_REQUEST);
      return;
    }
    byte[] body = request.getInputStream().readAllBytes();
    MessageSigner signer = lease.signer();
    if (!MessageSigner.isSame(head.signature(signer, body), signature)) {
      response.setStatus(MISDIRECTED_REQUEST);
      return;
    }
    List<Change> changes;
    try {
      changes = ChangeJson.parse(body);
    } catch (IllegalArgumentException unknown) {
      response.setStatus(MISDIRECTED_REQUEST);
      return;
    }
    answer(request, known, signer, signature, changes);
  }

  private static String header(HttpServletRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private void answer(
      HttpServletRequest request,
      ReplicaSettings known,
      MessageSigner signer,
      String signature,
      List<Change> changes) {
    AsyncContext async = request.startAsync();
    async.setTimeout(known.timeout().plus(GRACE).toMillis());
    List<CompletableFuture<Receipt>> made = dispatcher.submit(changes);
    CompletionStage<Void> all = CompletableFuture.allOf(made.toArray(CompletableFuture[]::new));
    all.whenComplete(
        (none, failure) -> {
          try {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            if (failure == null) {
              byte[] body = ReceiptJson.of(made.stream().map(CompletableFuture::join).toList());
              send(response, body, ReplicaRequest.signatureOfAnswer(signer, signature, body));
            } else {
              response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            }
          } catch (IOException | IllegalStateException gone) {
            // The other replica makes the changes itself, and their ids keep them from being made
            // twice.
            LOG.log(DEBUG, "a replica does not wait any more", gone);
          } finally {
            async.complete();
          }
        });
  }

  private static void send(HttpServletResponse response, byte[] body, String signature)
      throws IOException {
    response.setContentType("application/json");
    response.setHeader(ReplicaRequest.SIGNATURE, signature);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
