package org.versionservice.access;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.versionservice.access.AccessSettings.Mode;

/** Produces the classes without container annotations, and warns at start of unsafe settings. */
@ApplicationScoped
public class AccessProducer {

  private static final System.Logger LOG = System.getLogger(AccessProducer.class.getName());

  @Produces
  @Singleton
  Tokens tokens(AccessSettings settings, Clock clock, RandomGenerator random) {
    return new Tokens(new TokenFile(settings.tokens()), settings.admin(), clock, random);
  }

  @Produces
  @Singleton
  Optional<RateLimit> limit(AccessSettings settings, Clock clock) {
    return settings.perSecond().isPresent()
        ? Optional.of(new RateLimit(settings.perSecond().getAsInt(), clock))
        : Optional.empty();
  }

  /** Reads the tokens at start, so that an invalid file ends the start. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) Object context,
      AccessSettings settings,
      Tokens tokens) {
    if (settings.mode() == Mode.TOKENS && tokens.isEmpty()) {
      LOG.log(WARNING, "no tokens: set VERSIONS_ADMIN_TOKEN, or all requests are refused");
    }
    if (new TokenFile(settings.tokens()).isWritableByAll()) {
      LOG.log(
          WARNING,
          "every user can write {0} or its directory: set their modes to 600 and 700",
          settings.tokens());
    }
  }
}
