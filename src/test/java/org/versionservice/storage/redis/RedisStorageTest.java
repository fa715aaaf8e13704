package org.versionservice.storage.redis;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.proof.RedisProcess;
import org.versionservice.storage.VersionStorage;
import org.versionservice.storage.VersionStorageContract;
import redis.clients.jedis.Jedis;

/** Runs the contract test on a Redis server. */
class RedisStorageTest extends VersionStorageContract {

  @TempDir static Path directory;

  private static RedisProcess server;

  @BeforeAll
  static void startServer() {
    server = RedisProcess.start(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected VersionStorage open() {
    try (Jedis redis = server.connect()) {
      redis.flushAll();
    }
    return Caches.open(server.url());
  }

  @Override
  protected void close(VersionStorage opened) {
    ((RedisStorage) opened).close();
  }
}
