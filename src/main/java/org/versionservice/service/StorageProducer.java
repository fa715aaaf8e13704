package org.versionservice.service;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;

/** Produces the storage and its sources of time and randomness. */
@ApplicationScoped
public class StorageProducer {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  RandomGenerator random() {
    return new SecureRandom();
  }

  @Produces
  @Singleton
  GitStorage storage(GitSettings settings, Clock clock, RandomGenerator random) {
    return GitStorage.open(settings, clock, random);
  }

  void close(@Disposes GitStorage storage) {
    storage.close();
  }
}
