package org.versionservice.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.RedisProcess;
import org.versionservice.storage.StorageException;

/** Who listens to a channel hears each message, until the channel is closed. */
class RedisChannelTest {

  @TempDir static Path temporary;
  private static RedisProcess server;

  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() {
    server = RedisProcess.start(temporary, "--requirepass", "secret");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void listen_hearsItsChannelOnly_untilClosed() {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (RedisStorage storage = Caches.open(url())) {
      RedisChannel channel = storage.channel("heads");
      CompletableFuture<Void> listening =
          CompletableFuture.runAsync(() -> channel.listen(heard::add), thread);
      Caches.await("somebody listens")
          .until(
              () -> {
                channel.publish("first");
                return !heard.isEmpty() || listening.isDone();
              });
      storage.channel("others").publish("not ours");
      channel.publish("last é");
      Caches.await("the last message").until(() -> heard.contains("last é"));
      assertThat(heard).doesNotContain("not ours").contains("first");
      channel.close();
      assertThat(listening).succeedsWithin(Duration.ofSeconds(20));
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void listen_afterClose_returns() {
    try (RedisStorage storage = Caches.open(url())) {
      RedisChannel channel = storage.channel("heads");
      channel.close();
      channel.listen(heard::add);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void listen_withAWrongPassword_throws() {
    try (RedisStorage storage = Caches.open(url().replace("secret", "wrong"));
        RedisChannel channel = storage.channel("heads")) {
      assertThatThrownBy(() -> channel.listen(heard::add)).isInstanceOf(StorageException.class);
    }
  }

  private static String url() {
    return server.url().replace("redis://", "redis://:secret@");
  }
}
