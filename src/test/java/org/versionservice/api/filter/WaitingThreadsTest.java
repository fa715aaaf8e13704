package org.versionservice.api.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has many slow clients leaves threads to those who have few. */
class WaitingThreadsTest {

  private final WaitingThreads threads = new WaitingThreads();

  @Test
  void run_forOneCaller_leavesHalfOfThemToOthers() throws IOException {
    int half = WaitingThreads.MAX_THREADS / 2;
    assertThat(mostOf("hog")).isEqualTo(half);
    assertThat(mostOf("hog")).as("once all are back").isEqualTo(half);
  }

  @Test
  void run_besideFourWhoTakeAllTheyGet_getsThreads() throws IOException {
    Deque<String> hogs = new ArrayDeque<>(List.of("a", "b", "c", "d"));
    assertThat(besideAll(hogs, () -> mostOf("another"))).isGreaterThan(1);
  }

  /** Returns how many threads wait for a caller at the same time, at the most. */
  private int mostOf(String caller) throws IOException {
    try {
      return threads.run(caller, () -> 1 + mostOf(caller));
    } catch (WaitingThreads.TooManyException enough) {
      return 0;
    }
  }

  /** Does something while each of some callers holds all that it gets. */
  private int besideAll(Deque<String> hogs, WaitingThreads.Transfer<Integer> action)
      throws IOException {
    if (hogs.isEmpty()) {
      return action.run();
    }
    try {
      return threads.run(hogs.peek(), () -> besideAll(hogs, action));
    } catch (WaitingThreads.TooManyException enough) {
      hogs.pop();
      return besideAll(hogs, action);
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
