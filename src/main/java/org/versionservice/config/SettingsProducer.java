package org.versionservice.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.versionservice.access.AccessSettings;
import org.versionservice.api.filter.AllowedOrigins;
import org.versionservice.discovery.GitLabSettings;
import org.versionservice.replicas.ReplicaSettings;
import org.versionservice.service.InitialVersion;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.redis.RedisSettings;

/** Reads the settings from MicroProfile Config once and produces the part for each package. */
@ApplicationScoped
public class SettingsProducer {

  @Produces
  @Singleton
  Settings settings(Config config) {
    return Settings.from(name -> config.getOptionalValue(name, String.class));
  }

  @Produces
  @Singleton
  GitSettings git(Settings settings) {
    return settings.git();
  }

  @Produces
  @Singleton
  Optional<RedisSettings> redis(Settings settings) {
    return settings.redis();
  }

  @Produces
  @Singleton
  Optional<ReplicaSettings> replicas(Settings settings) {
    return settings.replicas();
  }

  @Produces
  @Singleton
  InitialVersion initial(Settings settings) {
    return new InitialVersion(settings.initial(), settings.discoveryRequired());
  }

  @Produces
  @Singleton
  GitLabSettings gitLab(Settings settings) {
    return settings.gitLab();
  }

  @Produces
  @Singleton
  AccessSettings access(Settings settings) {
    return settings.access();
  }

  @Produces
  @Singleton
  AllowedOrigins origins(Settings settings) {
    return settings.origins();
  }
}
