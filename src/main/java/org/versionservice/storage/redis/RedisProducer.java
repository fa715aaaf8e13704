package org.versionservice.storage.redis;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Produces the connection to Redis, if one is configured. */
@ApplicationScoped
public class RedisProducer {

  @Produces
  @Singleton
  Optional<RedisStorage> storage(Optional<RedisSettings> settings) {
    return settings.map(RedisStorage::open);
  }

  void close(@Disposes Optional<RedisStorage> storage) {
    storage.ifPresent(RedisStorage::close);
  }
}
