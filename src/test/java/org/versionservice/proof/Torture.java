package org.versionservice.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Increment;

/**
 * A run that tries to break the service's promises: replicas in separate processes that are killed
 * and restarted, a faulty network between each and the remote, and many clients.
 *
 * <p>In the end the faults stop, every replica must work again and stop regularly, and the {@link
 * Checker} checks the results.
 */
final class Torture implements AutoCloseable {

  private static final String BRANCH = "main";
  private static final int OBSERVED_EACH = 250;

  /** The two conversions happen as long as the other incidents, of which there are more. */
  private static final int RARER = 4;

  /** Short, because each fault delays a replica by it. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final TorturePlan plan;
  private final Path directory;
  private final Random random;
  private final Recording recording = new Recording();

  /** Projects 0, 8 and 12 share a directory in the layout project, 1 and 4, and 3 and 16. */
  private final RandomRequests requests = new RandomRequests("torturetd");

  private final Traffic traffic = new Traffic();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private final List<Node> nodes;
  private final GitHttpServer server;
  private final BareRepository origin;
  private final ReplicaKiller killer;
  private final Operations operations;
  private final Optional<ServiceCluster> services;
  private final List<IncidentLoop> incidents = new ArrayList<>();
  private long forwarded;

  /**
   * Starts remote and replicas.
   *
   * @param directory an empty directory
   */
  Torture(TorturePlan plan, Path directory) {
    this.plan = plan;
    this.directory = directory;
    this.random = new Random(plan.seed());
    server = GitHttpServer.start(make("remote"));
    origin = server.create("versions", BRANCH);
    List<FaultProxy> networks =
        Stream.generate(() -> new FaultProxy(server.port(), plan.pause(), random.nextLong()))
            .limit(plan.replicas())
            .toList();
    services =
        plan.lease()
            ? Optional.of(new ServiceCluster(directory, networks, plan.layout()))
            : Optional.empty();
    nodes = services.map(ServiceCluster::nodes).orElseGet(() -> processes(networks));
    killer = new ReplicaKiller(nodes, plan.leastLife(), traffic, over, random.nextLong());
    operations = new Operations(plan, nodes, server, origin, BRANCH, traffic, nextRandom());
    Duration pause = plan.incidentPause();
    incidents.add(loop(Incident.ofOperation(), operations, pause));
    IncidentCause conversions =
        new LayoutIncidents(nodes, origin, BRANCH, recording, traffic, over, nextRandom());
    incidents.add(loop(Incident.ofLayout(), conversions, pause.multipliedBy(RARER)));
    services.ifPresent(
        cluster ->
            incidents.add(loop(Incident.ofLease(), cluster.incidents(over, nextRandom()), pause)));
  }

  private List<Node> processes(List<FaultProxy> networks) {
    List<Node> all = new ArrayList<>();
    for (FaultProxy network : networks) {
      Path home = make("replica-" + all.size());
      all.add(
          Node.ofProcess(
              home, server.url("versions"), network, plan.durability(), plan.layout(), TIMEOUT));
    }
    return all;
  }

  private IncidentLoop loop(Set<Incident> kinds, IncidentCause cause, Duration pause) {
    Set<Incident> planned = EnumSet.copyOf(kinds);
    planned.retainAll(plan.incidents());
    return new IncidentLoop(plan, pause, planned, cause, over, nextRandom());
  }

  private Random nextRandom() {
    return new Random(random.nextLong());
  }

  private Path make(String name) {
    try {
      return Files.createDirectory(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs until the plan is fulfilled or the time limit is reached, and checks the results. */
  TortureReport run() {
    long start = System.nanoTime();
    nodes.forEach(node -> node.faults().atRandom(plan.chance()));
    for (int i = 0; i < plan.callers(); i++) {
      begin(new Client(i, nodes, requests, recording, traffic, over, random.nextLong()));
    }
    begin(killer);
    incidents.forEach(this::begin);
    begin(this::observe);
    await("enough of everything")
        .forever()
        .pollInterval(Duration.ofMillis(200))
        .failFast(this::checkNobodyFailed)
        .until(() -> isEnough() || since(start).compareTo(plan.limit()) > 0);
    over.countDown();
    running.forEach(Torture::join);
    Duration took = since(start);
    Map<Fault, Integer> struck = struck();
    settle();
    RemoteHistory history = HistoryReader.read(origin, BRANCH);
    return new TortureReport(
        plan,
        recording,
        history,
        Checker.check(recording, history),
        killer.kills(),
        struck,
        happened(),
        forwarded,
        took);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void begin(Runnable work) {
    running.add(threads.submit(work));
  }

  private static void join(Future<?> work) {
    try {
      work.get(2, TimeUnit.MINUTES);
    } catch (ExecutionException | java.util.concurrent.TimeoutException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(aborted);
    }
  }

  private void observe() {
    try {
      do {
        operations.headOfWholeRemote().ifPresent(recording::addHead);
      } while (!over.await(OBSERVED_EACH, TimeUnit.MILLISECONDS));
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkNobodyFailed() {
    running.stream().filter(Future::isDone).forEach(Torture::join);
    for (Node node : nodes) {
      if (node.hasFailed()) {
        throw new IllegalStateException(node + " ended though nobody killed it");
      }
    }
  }

  /** Causes missing faults directly once nothing else is missing. */
  private boolean isEnough() {
    boolean others =
        recording.acknowledged() >= plan.changes()
            && killer.kills() >= plan.kills()
            && incidents.stream().allMatch(IncidentLoop::isEnough);
    if (others) {
      orderMissingFaults();
    }
    return others && missingFaults().isEmpty();
  }

  private List<Fault> missingFaults() {
    Map<Fault, Integer> struck = struck();
    return List.of(Fault.values()).stream()
        .filter(fault -> struck.getOrDefault(fault, 0) < plan.faultsOfEachKind())
        .toList();
  }

  private void orderMissingFaults() {
    for (Fault fault : missingFaults()) {
      nodes.get(random.nextInt(nodes.size())).faults().next(fault, 1);
    }
  }

  private Map<Fault, Integer> struck() {
    Map<Fault, Integer> sum = new EnumMap<>(Fault.class);
    for (Node node : nodes) {
      node.faults().struck().forEach((fault, count) -> sum.merge(fault, count, Integer::sum));
    }
    return sum;
  }

  private Map<Incident, Integer> happened() {
    Map<Incident, Integer> all = new EnumMap<>(Incident.class);
    incidents.forEach(loop -> all.putAll(loop.happened()));
    return all;
  }

  /** Without faults each replica must push a change, and with it all earlier ones. */
  private void settle() {
    nodes.forEach(Node::heal);
    for (Node node : nodes) {
      await("a change that is pushed by " + node)
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> probe(node));
    }
    forwarded = services.map(ServiceCluster::forwarded).orElse(0L);
    for (Node node : nodes) {
      int status = node.stop();
      if (status != 0) {
        throw new IllegalStateException(node + " ended with status " + status);
      }
    }
    await("the end of the remote's housekeeping")
        .atMost(Duration.ofMinutes(3))
        .until(() -> !origin.isBusy());
  }

  private boolean probe(Node node) {
    ChangeRequest change =
        ChangeRequest.increment(
            new ApplicationId("torture-probe"), Increment.Level.PATCH, Optional.empty());
    long start = System.nanoTime();
    Answer answer = node.ask(change).join();
    recording.add(
        new RequestAttempt(
            -1, change.app(), change.kind(), change.key(), start, System.nanoTime(), answer));
    return answer instanceof Answer.Made made && made.pushed();
  }

  /** Returns the remote's URL with credentials. */
  String url() {
    String user = GitHttpServer.USERNAME + ":" + GitHttpServer.TOKEN + "@";
    return server.url("versions").replace("//", "//" + user);
  }

  BareRepository origin() {
    return origin;
  }

  List<Node> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    over.countDown();
    threads.shutdownNow();
    nodes.forEach(Node::close);
    services.ifPresent(ServiceCluster::close);
    server.close();
  }
}
