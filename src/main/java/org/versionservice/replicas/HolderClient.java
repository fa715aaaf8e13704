package org.versionservice.replicas;

import static java.lang.System.Logger.Level.INFO;

import jakarta.servlet.http.HttpServletResponse;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.versionservice.service.ChangeWriter;
import org.versionservice.service.NotMadeException;
import org.versionservice.storage.Backoff;
import org.versionservice.storage.Receipt;
import org.versionservice.version.Change;

/**
 * Hands changes to the holder of the writer lease. Holds no thread while it waits, and several
 * batches may be under way.
 *
 * <p>Without a signed answer, or if the lease ends before it comes, the changes are to be made
 * here: their ids keep them from being made twice.
 */
final class HolderClient implements ChangeWriter {

  private static final System.Logger LOG = System.getLogger(HolderClient.class.getName());

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A batch under way to a holder. */
  private record Forward(
      LeaseHolder holder, List<Change> changes, CompletableFuture<List<Receipt>> receipts) {}

  /** A holder that takes no changes, and until when it is not asked again. */
  private record Refusing(LeaseHolder holder, Duration pause, Instant until) {}

  private final WriterLease lease;
  private final ReplicaSettings settings;
  private final MessageSigner signer;
  private final Clock clock;
  private final Clock steady;
  private final HttpClient http;
  private final Set<Forward> underWay = ConcurrentHashMap.newKeySet();
  private volatile Optional<Refusing> refusing = Optional.empty();

  /**
   * @param executor completes the stages; must not refuse
   */
  HolderClient(
      WriterLease lease,
      ReplicaSettings settings,
      MessageSigner signer,
      Executor executor,
      Clock clock,
      Clock steady) {
    this.lease = lease;
    this.settings = settings;
    this.signer = signer;
    this.clock = clock;
    this.steady = steady;
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(executor)
            .build();
  }

  @Override
  public boolean takesChanges() {
    Optional<LeaseHolder> holder = lease.other();
    Optional<Refusing> resting =
        refusing
            .filter(refused -> Optional.of(refused.holder()).equals(holder))
            .filter(refused -> steady.instant().isBefore(refused.until()));
    return holder.isPresent() && resting.isEmpty();
  }

  @Override
  public CompletableFuture<List<Receipt>> write(List<Change> changes) {
    Optional<LeaseHolder> holder = lease.other();
    if (holder.isEmpty()) {
      return CompletableFuture.failedFuture(
          new NotMadeException("nobody holds the writer lease", false));
    }
    Forward forward = new Forward(holder.get(), changes, new CompletableFuture<>());
    underWay.add(forward);
    send(forward);
    // The lease may have ended before the batch was noted.
    returnAbandoned();
    return forward.receipts();
  }

  /** Gives up the batches under way to replicas that do not hold the lease any more. */
  void returnAbandoned() {
    Optional<LeaseHolder> holder = lease.other();
    List<Forward> abandoned =
        underWay.stream().filter(forward -> !Optional.of(forward.holder()).equals(holder)).toList();
    abandoned.forEach(
        forward -> {
          underWay.remove(forward);
          forward
              .receipts()
              .completeExceptionally(new NotMadeException("the writer lease ended", true));
        });
  }

  private void send(Forward forward) {
    byte[] body = ChangeJson.of(forward.changes());
    ReplicaRequest head =
        new ReplicaRequest(
            Long.toString(clock.millis()), forward.holder().token(), settings.repository());
    String signature = head.signature(signer, body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(forward.holder().url() + ReplicaRequest.PATH))
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .header(ReplicaRequest.TIME, head.time())
            .header(ReplicaRequest.TOKEN, head.token())
            .header(ReplicaRequest.REPOSITORY, head.repository())
            .header(ReplicaRequest.SIGNATURE, signature)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    CompletionStage<List<Receipt>> answered =
        http.sendAsync(request, BodyHandlers.ofByteArray())
            .thenApply(answer -> receipts(answer, signature, forward.changes()));
    answered.whenComplete((receipts, failure) -> complete(forward, receipts, failure));
  }

  private List<Receipt> receipts(
      HttpResponse<byte[]> answer, String signature, List<Change> changes) {
    int status = answer.statusCode();
    if (status != HttpServletResponse.SC_OK) {
      throw new NotMadeException(
          "it answers HTTP " + status, status != ChangesServlet.MISDIRECTED_REQUEST);
    }
    String expected = ReplicaRequest.signatureOfAnswer(signer, signature, answer.body());
    String signed = answer.headers().firstValue(ReplicaRequest.SIGNATURE).orElse("");
    if (!MessageSigner.isSame(expected, signed)) {
      throw new NotMadeException("its answer is not signed", true);
    }
    return ReceiptJson.parse(answer.body(), changes);
  }

  private void complete(
      Forward forward, @Nullable List<Receipt> receipts, @Nullable Throwable failure) {
    underWay.remove(forward);
    if (receipts != null) {
      refusing = Optional.empty();
      forward.receipts().complete(receipts);
    } else {
      NotMadeException notMade = notMade(failure);
      pause(forward.holder(), String.valueOf(notMade.getMessage()));
      forward.receipts().completeExceptionally(notMade);
    }
  }

  private static NotMadeException notMade(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof NotMadeException known) {
      return known;
    }
    boolean sent =
        !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
    return new NotMadeException(String.valueOf(cause), sent);
  }

  private void pause(LeaseHolder holder, String reason) {
    Optional<Refusing> before = refusing.filter(refused -> refused.holder().equals(holder));
    if (before.filter(refused -> steady.instant().isBefore(refused.until())).isPresent()) {
      return;
    }
    Duration pause =
        before.map(refused -> Backoff.doubled(refused.pause(), LONGEST_PAUSE)).orElse(FIRST_PAUSE);
    refusing = Optional.of(new Refusing(holder, pause, steady.instant().plus(pause)));
    LOG.log(INFO, "{0} holds the writer lease and takes no changes: {1}", holder.url(), reason);
  }
}
