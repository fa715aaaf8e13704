package org.versionservice.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.versionservice.api.AllowedOrigins;
import org.versionservice.discovery.GitLabSettings;
import org.versionservice.service.InitialVersion;
import org.versionservice.storage.git.GitSettings;

/** Reads the settings from MicroProfile Config, once, and hands each part to its room. */
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
  AllowedOrigins origins(Settings settings) {
    return settings.origins();
  }
}
