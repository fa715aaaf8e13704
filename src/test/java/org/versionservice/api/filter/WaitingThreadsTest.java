package org.versionservice.api.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that a caller with many slow clients leaves threads to others. */
class WaitingThreadsTest {

  private final WaitingThreads threads = new WaitingThreads();

  @Test
  void run_forOneCaller_leavesHalfOfThemToOthers() throws IOException {
    int half = WaitingThreads.MAX_THREADS / 2;
    assertThat(maxOf("greedy")).isEqualTo(half);
    assertThat(maxOf("greedy")).as("once all are back").isEqualTo(half);
  }

  @Test
  void run_besideFourGreedyCallers_getsThreads() throws IOException {
    Deque<String> greedy = new ArrayDeque<>(List.of("a", "b", "c", "d"));
    assertThat(besideAll(greedy, () -> maxOf("another"))).isGreaterThan(1);
  }

  /** Returns the maximum number of threads that wait for a caller at the same time. */
  private int maxOf(String caller) throws IOException {
    try {
      return threads.run(caller, () -> 1 + maxOf(caller));
    } catch (WaitingThreads.TooManyException enough) {
      return 0;
    }
  }

  /** Runs an action while each of some callers holds as many threads as it gets. */
  private int besideAll(Deque<String> greedy, WaitingThreads.Transfer<Integer> action)
      throws IOException {
    if (greedy.isEmpty()) {
      return action.run();
    }
    try {
      return threads.run(greedy.peek(), () -> besideAll(greedy, action));
    } catch (WaitingThreads.TooManyException enough) {
      greedy.pop();
      return besideAll(greedy, action);
    }
  }

  @Test
  void run_thatFails_givesItsThreadBack() {
    for (int i = 0; i <= WaitingThreads.MAX_THREADS; i++) {
      assertThatThrownBy(
              () ->
                  threads.run(
                      "caller",
                      () -> {
                        throw new IOException("gone");
                      }))
          .hasMessage("gone");
    }
  }
}
