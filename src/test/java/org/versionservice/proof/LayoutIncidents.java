package org.versionservice.proof;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.versionservice.version.CommitId;
import org.versionservice.version.Layout;

/** Converts the remote to the layout that it does not have, through any replica. */
final class LayoutIncidents implements IncidentCause {

  /** More than a conversion usually takes, so that some replicas are killed after it. */
  private static final int LONGEST_LIFE = 400;

  private final List<Node> nodes;
  private final BareRepository origin;
  private final String branch;
  private final Recording recording;
  private final Traffic traffic;
  private final CountDownLatch over;
  private final Random random;

  /**
   * @param traffic pauses it between two conversions
   */
  LayoutIncidents(
      List<Node> nodes,
      BareRepository origin,
      String branch,
      Recording recording,
      Traffic traffic,
      CountDownLatch over,
      Random random) {
    this.nodes = nodes;
    this.origin = origin;
    this.branch = branch;
    this.recording = recording;
    this.traffic = traffic;
    this.over = over;
    this.random = random;
  }

  @Override
  public boolean happen(Incident incident) {
    return switch (incident) {
      case CONVERTED -> traffic.flow(() -> convert(false));
      case CONVERTED_AND_KILLED -> traffic.flow(() -> convert(true));
      default -> throw new IllegalArgumentException("not of the layout: " + incident);
    };
  }

  /** Returns whether the replica converted the layout, or was killed. */
  private boolean convert(boolean killed) {
    Optional<CommitId> head = origin.head(branch);
    if (head.isEmpty()) {
      return false;
    }
    Node node = nodes.get(random.nextInt(nodes.size()));
    CompletableFuture<Answer> asked = node.convert(otherThan(head.get()));
    if (killed) {
      pause();
      node.restart(down -> {});
    }
    boolean made = asked.join() instanceof Answer.Converted;
    if (asked.join() instanceof Answer.Converted converted) {
      recording.add(converted);
    }
    return made || killed;
  }

  private Layout otherThan(CommitId commit) {
    Layout now = HistoryReader.layout(origin, commit.value());
    return now == Layout.SINGLE ? Layout.PROJECT : Layout.SINGLE;
  }

  private void pause() {
    try {
      boolean unused = over.await(random.nextInt(LONGEST_LIFE), TimeUnit.MILLISECONDS);
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }
}
