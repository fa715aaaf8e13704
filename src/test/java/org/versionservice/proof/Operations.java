package org.versionservice.proof;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.versionservice.storage.Durability;
import org.versionservice.version.CommitId;

/** Causes the incidents of operation. */
final class Operations implements IncidentCause {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int LONGEST_BLIP = 3_000;

  private final List<Node> nodes;
  private final GitHttpServer server;
  private final BareRepository origin;
  private final String branch;
  private final HandEdit hands;
  private final Traffic traffic;
  private final TorturePlan plan;
  private final Random random;
  private final Object whole = new Object();
  private Optional<Path> backup = Optional.empty();

  Operations(
      TorturePlan plan,
      List<Node> nodes,
      GitHttpServer server,
      BareRepository origin,
      String branch,
      Traffic traffic,
      Random random) {
    this.plan = plan;
    this.nodes = nodes;
    this.server = server;
    this.origin = origin;
    this.branch = branch;
    this.traffic = traffic;
    this.random = random;
    this.hands = new HandEdit(origin, branch, random);
  }

  /**
   * Returns the remote's newest commit. Waits while the remote is an older copy and lacks commits.
   */
  Optional<CommitId> headOfWholeRemote() {
    synchronized (whole) {
      return origin.head(branch);
    }
  }

  @Override
  public boolean happen(Incident incident) throws InterruptedException {
    if (origin.head(branch).isEmpty()) {
      return false;
    }
    switch (incident) {
      case RAISED_BY_HAND -> byHand(hands::raise);
      case RAISED_AND_LOWERED_BY_HAND -> byHand(() -> hands.raise().ifPresent(hands::lower));
      case REMOVED_BY_HAND -> byHand(hands::remove);
      case RESPELLED_BY_HAND -> byHand(hands::respell);
      case DATA_LOST -> any().restart(Node::loseData);
      case DATA_DAMAGED -> any().restart(node -> node.damage(damage()));
      case REMOTE_RESTORED -> {
        boolean prepared = backup.isPresent();
        quietly(this::restore);
        return prepared;
      }
      case BLIP -> any().blip(Duration.ofMillis(500 + random.nextInt(LONGEST_BLIP)));
      default -> throw new IllegalArgumentException("not of operation: " + incident);
    }
    return true;
  }

  /** With other durabilities an edit waits until no replica has unpushed commits. */
  private void byHand(Runnable edit) {
    if (plan.durability() == Durability.REMOTE) {
      edit.run();
    } else {
      quietly(
          () -> {
            edit.run();
            awaitAllCaughtUp();
          });
    }
  }

  /** Runs work while there is no traffic and every replica knows the newest commit. */
  private void quietly(Runnable work) {
    traffic.pausedFor(
        () -> {
          nodes.forEach(Node::heal);
          awaitAllCaughtUp();
          work.run();
          nodes.forEach(node -> node.faults().atRandom(plan.chance()));
        });
  }

  private CloneDamage damage() {
    List<CloneDamage> kinds = new ArrayList<>(List.of(CloneDamage.values()));
    if (plan.durability() != Durability.REMOTE) {
      kinds.removeIf(kind -> !kind.mayStrikeOnlyCopy());
    }
    return kinds.get(random.nextInt(kinds.size()));
  }

  /** The first call only makes the copy. */
  private void restore() {
    await("the end of pushes and housekeeping").atMost(TIMEOUT).until(() -> !origin.isBusy());
    Optional<CommitId> newest = origin.head(branch);
    if (backup.isPresent()) {
      synchronized (whole) {
        server.failAll(503);
        origin.replaceBy(backup.get());
        server.recover();
        await("the replicas to bring the remote what it had")
            .atMost(TIMEOUT)
            .until(() -> origin.head(branch).equals(newest));
      }
    }
    backup = Optional.of(copy());
  }

  private Path copy() {
    Path copy = origin.directory().resolveSibling("backup-" + random.nextInt(Integer.MAX_VALUE));
    origin.copyTo(copy);
    return copy;
  }

  private void awaitAllCaughtUp() {
    await("all replicas to know the newest commit and to have pushed all")
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> nodes.stream().allMatch(node -> node.head().equals(origin.head(branch))));
  }

  private Node any() {
    return nodes.get(random.nextInt(nodes.size()));
  }
}
