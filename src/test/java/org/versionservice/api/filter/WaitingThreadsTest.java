package org.versionservice.api.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that a caller with many slow clients leaves threads to others. */
class WaitingThreadsTest {

  private final WaitingThreads threads = new WaitingThreads();

  @Test
  void enter_byOneCaller_leavesHalfOfThemToOthers() {
    int half = WaitingThreads.MAX_THREADS / 2;
    assertThat(enterAll("greedy")).isEqualTo(half);
    leave("greedy", half);
    assertThat(enterAll("greedy")).as("once all are back").isEqualTo(half);
  }

  @Test
  void enter_besideFourGreedyCallers_succeeds() {
    List.of("a", "b", "c", "d").forEach(this::enterAll);
    assertThat(enterAll("another")).isGreaterThan(1);
  }

  /** Returns how many threads a caller gets. */
  private int enterAll(String caller) {
    for (int entered = 0; ; entered++) {
      try {
        threads.enter(caller);
      } catch (WaitingThreads.TooManyException enough) {
        return entered;
      }
    }
  }

  private void leave(String caller, int times) {
    for (int i = 0; i < times; i++) {
      threads.leave(caller);
    }
  }
}
