package org.versionservice.replicas;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.StorageException;

/** A batch waits for its answer as long as the lease, and holds no thread. */
class HolderWaitTest extends HolderFixture {

  @Test
  void write_withoutAnAnswer_returnsTheBatchWhenTheLeaseEnds() {
    server.hold();
    CompletableFuture<List<Receipt>> batch = client.write(List.of(change()));
    Awaitility.await().until(() -> server.held() == 1);
    redis.kill();
    steady.move(WriterLease.LENGTH.minus(SECOND));
    assertThatThrownBy(here::keep).isInstanceOf(StorageException.class);
    assertThat(batch).isNotDone();
    steady.move(SECOND);
    assertThatThrownBy(here::keep).isInstanceOf(StorageException.class);
    assertNotMade(batch, true);
  }

  @Test
  void write_withoutAnAnswer_returnsTheBatchWhenTheHolderChanges() {
    server.hold();
    CompletableFuture<List<Receipt>> batch = client.write(List.of(change()));
    Awaitility.await().until(() -> server.held() == 1);
    here.keep();
    assertThat(batch).isNotDone();
    holdAt(URI.create("http://another"));
    assertNotMade(batch, true);
    assertThat(client.takesChanges()).as("the new holder has not failed").isTrue();
  }

  @Test
  void write_withoutAnAnswer_returnsTheBatchAtItsDeadline() {
    server.hold();
    client = client(Duration.ofMillis(200));
    assertNotMade(client.write(List.of(change())), true);
    assertPause(SECOND);
  }

  @Test
  void write_whileNobodyHoldsTheLease_returnsTheBatch() {
    theirs.stop();
    steady.move(WriterLease.LENGTH);
    assertThat(client.takesChanges()).isFalse();
    assertNotMade(client.write(List.of(change())), false);
  }

  @Test
  void write_ofManyBatches_holdsNoThread() throws Exception {
    server.hold();
    List<CompletableFuture<List<Receipt>>> batches =
        IntStream.range(0, 50).mapToObj(i -> client.write(List.of(change()))).toList();
    Awaitility.await().until(() -> server.held() == 50);
    Awaitility.await().until(() -> threads.getActiveCount() == 0);
    assertThat(client.takesChanges()).isTrue();
    assertThat(batches).noneMatch(CompletableFuture::isDone);
    server.release();
    for (CompletableFuture<List<Receipt>> batch : batches) {
      assertThat(batch.get(10, SECONDS)).containsExactly(HolderServer.RECEIPT);
    }
  }
}
