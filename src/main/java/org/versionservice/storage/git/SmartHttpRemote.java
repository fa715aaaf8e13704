package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * A remote behind Git's smart HTTP protocol.
 *
 * <p>A push is one request: what JGit would ask first (the advertised references) and work out (the
 * objects that are missing there, and deltas) is known already. For all else, and for servers that
 * do not take such a push, there is JGit's own transport.
 *
 * @see <a href="https://git-scm.com/docs/http-protocol">Git's HTTP protocol</a>
 */
final class SmartHttpRemote implements Remote {

  private static final String UPLOAD = "git-upload-pack";
  private static final String RECEIVE = "git-receive-pack";

  /** What a server answers that wants to be asked for its references first, or elsewhere. */
  private static final Set<Integer> NOT_THIS_WAY =
      Set.of(301, 302, 303, 307, 308, 400, 405, 406, 411, 415);

  private final GitRepository repository;
  private final GitSettings settings;
  private final String url;
  private final Remote transport;
  private final HttpClient http;
  private final Ballast ballast;

  SmartHttpRemote(GitRepository repository, GitSettings settings, String url, Remote transport) {
    this.repository = repository;
    this.settings = settings;
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.transport = transport;
    this.ballast = new Ballast(repository);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  @Override
  public Optional<ObjectId> head() throws RemoteException {
    HttpRequest request = request("/info/refs?service=" + UPLOAD).GET().build();
    HttpResponse<byte[]> answer = send(request, RemoteException.Kind.UNREACHABLE);
    check(answer, RemoteException.Kind.UNREACHABLE);
    try {
      return advertised(new PacketLineIn(new ByteArrayInputStream(answer.body())));
    } catch (IOException notSmart) {
      throw new RemoteException(
          RemoteException.Kind.REFUSED, "the remote does not speak Git's smart HTTP", notSmart);
    }
  }

  @Override
  public void fetch(ObjectId there) throws RemoteException {
    try {
      Optional<ObjectId> known = repository.remoteHead();
      if (known.isEmpty() || !fetch(known.get(), there)) {
        transport.fetch(there);
      }
    } catch (IOException unusable) {
      throw new RemoteException(
          RemoteException.Kind.UNREACHABLE, "what the remote sent cannot be stored", unusable);
    }
  }

  private boolean fetch(ObjectId known, ObjectId there) throws RemoteException, IOException {
    HttpRequest request =
        request("/" + UPLOAD)
            .header("Content-Type", "application/x-" + UPLOAD + "-request")
            .header("Accept", "application/x-" + UPLOAD + "-result")
            .header("Git-Protocol", "version=2")
            .POST(HttpRequest.BodyPublishers.ofByteArray(UploadPack.request(known, there)))
            .build();
    HttpResponse<byte[]> answer = send(request, RemoteException.Kind.UNREACHABLE);
    if (NOT_THIS_WAY.contains(answer.statusCode())) {
      return false;
    }
    check(answer, RemoteException.Kind.UNREACHABLE);
    if (!UploadPack.store(answer.body(), repository)) {
      return false;
    }
    repository.moveRemoteHead(Optional.of(known), there);
    return true;
  }

  @Override
  public boolean push(Push push) throws RemoteException {
    if (push.objects().isEmpty()) {
      return transport.push(push);
    }
    HttpRequest request =
        request("/" + RECEIVE)
            .header("Content-Type", "application/x-" + RECEIVE + "-request")
            .header("Accept", "application/x-" + RECEIVE + "-result")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(push)))
            .build();
    HttpResponse<byte[]> answer = send(request, RemoteException.Kind.UNKNOWN);
    if (NOT_THIS_WAY.contains(answer.statusCode())) {
      return transport.push(push);
    }
    check(answer, RemoteException.Kind.UNKNOWN);
    return isReportedOk(answer.body());
  }

  @Override
  public void close() {
    transport.close();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).header("User-Agent", "git/version-service");
    settings.credentials().ifPresent(user -> request.header("Authorization", basic(user)));
    return request;
  }

  private static String basic(GitSettings.Credentials user) {
    String pair = user.username() + ":" + user.token();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private HttpResponse<byte[]> send(HttpRequest request, RemoteException.Kind onceSent)
      throws RemoteException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      boolean sent =
          !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
      throw new RemoteException(
          sent ? onceSent : RemoteException.Kind.UNREACHABLE,
          sent ? "the connection to the remote failed" : "no connection to the remote",
          cause);
    } catch (TimeoutException tooLate) {
      answer.cancel(true);
      throw new RemoteException(onceSent, "the remote did not answer in time", tooLate);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RemoteException(onceSent, "interrupted", interrupted);
    }
  }

  /**
   * Tells apart what an answer says of the request.
   *
   * @param ifPassedOn what is known where a gateway lost the server after it passed the request on
   */
  private static void check(HttpResponse<?> answer, RemoteException.Kind ifPassedOn)
      throws RemoteException {
    int status = answer.statusCode();
    if (status == 200) {
      return;
    }
    RemoteException.Kind kind =
        switch (status) {
          case 502, 504 -> ifPassedOn;
          case 413 -> RemoteException.Kind.TOO_LARGE;
          case 408, 429 -> RemoteException.Kind.UNREACHABLE;
          default ->
              status >= 500 ? RemoteException.Kind.UNREACHABLE : RemoteException.Kind.REFUSED;
        };
    throw new RemoteException(kind, "the remote answered HTTP " + status, null);
  }

  private Optional<ObjectId> advertised(PacketLineIn lines) throws IOException {
    Optional<ObjectId> head = Optional.empty();
    int flushes = 0;
    while (flushes < 2) {
      String line = lines.readString();
      if (PacketLineIn.isEnd(line)) {
        flushes++;
        continue;
      }
      int end = line.indexOf('\0');
      String reference = end < 0 ? line : line.substring(0, end);
      if (reference.endsWith(" " + repository.branch())) {
        head = Optional.of(ObjectId.fromString(reference.substring(0, 40)));
      }
    }
    return head;
  }

  private byte[] body(Push push) {
    PackImage pack = new PackImage();
    ballast.filled(push.objects()).forEach(pack::append);
    ByteArrayOutputStream out = new ByteArrayOutputStream(pack.length() + 512);
    PacketLineOut lines = new PacketLineOut(out);
    try {
      lines.writeString(
          push.expected().orElse(ObjectId.zeroId()).name()
              + ' '
              + push.target().name()
              + ' '
              + repository.branch()
              + "\0 report-status");
      lines.end();
    } catch (IOException impossible) {
      throw new java.io.UncheckedIOException("writing to memory", impossible);
    }
    ByteBuffer content = pack.toPack();
    out.write(content.array(), content.arrayOffset(), content.remaining());
    return out.toByteArray();
  }

  /**
   * Reads the report: {@code unpack ok}, then {@code ok} and the reference.
   *
   * @see <a href="https://git-scm.com/docs/pack-protocol#_report_status">report-status</a>
   */
  private boolean isReportedOk(byte[] report) throws RemoteException {
    try (InputStream in = new ByteArrayInputStream(report)) {
      PacketLineIn lines = new PacketLineIn(in);
      boolean unpacked = lines.readString().equals("unpack ok");
      return unpacked && lines.readString().equals("ok " + repository.branch());
    } catch (IOException noReport) {
      throw new RemoteException(
          RemoteException.Kind.UNKNOWN, "the remote's report cannot be read", noReport);
    }
  }
}
