package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each request is followed by the work, whatever fails. */
class CoalescedTaskTest {

  private final List<Runnable> executed = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void request_ofSeveralBeforeTheWorkBegins_hasItDoneOnce() {
    CoalescedTask task = new CoalescedTask("test", executed::add, done::incrementAndGet);
    task.request();
    task.request();
    assertThat(executed).hasSize(1);
    executed.remove(0).run();
    assertThat(done).hasValue(1);
    task.request();
    executed.remove(0).run();
    assertThat(done).hasValue(2);
  }

  @Test
  void request_duringTheWork_hasItDoneAgain_butNotBesideIt() {
    List<CoalescedTask> self = new ArrayList<>();
    CoalescedTask task =
        new CoalescedTask(
            "test",
            executed::add,
            () -> {
              if (done.incrementAndGet() == 1) {
                self.get(0).request();
                assertThat(executed).isEmpty();
              }
            });
    self.add(task);
    task.request();
    executed.remove(0).run();
    assertThat(done).hasValue(2);
  }

  @Test
  void request_afterTheExecutorRefused_hasItDone() {
    List<RejectedExecutionException> full =
        new ArrayList<>(List.of(new RejectedExecutionException("full")));
    CoalescedTask task =
        new CoalescedTask(
            "test",
            work -> {
              if (!full.isEmpty()) {
                throw full.remove(0);
              }
              work.run();
            },
            done::incrementAndGet);
    task.request();
    assertThat(done).hasValue(0);
    task.request();
    assertThat(done).hasValue(1);
  }

  @Test
  void request_afterTheWorkFailed_hasItDone() {
    CoalescedTask task =
        new CoalescedTask(
            "test",
            Runnable::run,
            () -> {
              if (done.incrementAndGet() == 1) {
                throw new AssertionError("a defect");
              }
            });
    task.request();
    task.request();
    assertThat(done).hasValue(2);
  }
}
