package org.versionservice.access;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.versionservice.version.Principal;

/**
 * The tokens that let people in. One that another process made is known at once, one that another
 * process revoked is refused within a second.
 */
public final class Tokens {

  private static final System.Logger LOG = System.getLogger(Tokens.class.getName());

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** What the file held when it was looked at. */
  private record Known(
      Optional<String> stamp, boolean readable, Instant looked, Map<String, AccessToken> byId) {}

  private final TokenFile file;
  private final Optional<AccessToken> admin;
  private final Clock clock;
  private final RandomGenerator random;
  private volatile Known known;

  /**
   * Reads the file.
   *
   * @param admin the hash of a token that is valid beside those of the file
   * @throws TokensException if the file cannot be read or is not valid
   */
  Tokens(TokenFile file, Optional<TokenHash> admin, Clock clock, RandomGenerator random) {
    this.file = file;
    this.clock = clock;
    this.random = random;
    this.admin = admin.map(hash -> bootstrap(hash, clock));
    this.known = new Known(file.stamp(), true, clock.instant(), byId(file.read()));
  }

  private static AccessToken bootstrap(TokenHash hash, Clock clock) {
    Caller caller = new Caller(new Principal("admin"), Role.ADMIN, List.of());
    return new AccessToken("admin", caller, clock.instant(), Optional.empty(), hash);
  }

  /** Whom a token lets in; nobody if it is unknown, revoked or expired. */
  Optional<Caller> find(String text) {
    TokenHash hash = TokenHash.of(text);
    return admin
        .filter(token -> token.hash().matches(hash))
        .or(() -> TokenText.parse(text).flatMap(this::valid))
        .map(AccessToken::caller);
  }

  private Optional<AccessToken> valid(TokenText text) {
    Instant now = clock.instant();
    return find(text, fresh(LOOK_EVERY), now).or(() -> find(text, fresh(Duration.ZERO), now));
  }

  private static Optional<AccessToken> find(TokenText text, Known among, Instant now) {
    return Optional.ofNullable(among.byId().get(text.id()))
        .filter(token -> token.isValid(text, now));
  }

  /** Tells whether there is no token that could let anybody in. */
  boolean isEmpty() {
    return admin.isEmpty() && known.byId().isEmpty();
  }

  /** All tokens of the file, those that expired too, in the order in which they were made. */
  public Collection<AccessToken> all() {
    return fresh(Duration.ZERO).byId().values();
  }

  /**
   * Makes a token.
   *
   * @param caller whom it lets in
   * @param lifetime after which it expires; never if empty
   * @throws TokensException if it cannot be stored
   */
  public AccessToken.Issued issue(Caller caller, Optional<Duration> lifetime) {
    TokenText text = TokenText.random(random);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    AccessToken token =
        new AccessToken(text.id(), caller, now, lifetime.map(now::plus), text.hash());
    change(
        tokens -> {
          List<AccessToken> more = new ArrayList<>(tokens);
          more.add(token);
          return more;
        });
    LOG.log(INFO, "token {0} is made for {1}", token.id(), caller.principal());
    return new AccessToken.Issued(token, text.reveal());
  }

  /**
   * Revokes a token.
   *
   * @return whether there was one
   * @throws TokensException if that cannot be stored
   */
  public boolean revoke(String id) {
    boolean there = fresh(Duration.ZERO).byId().containsKey(id);
    if (there) {
      change(tokens -> tokens.stream().filter(token -> !token.id().equals(id)).toList());
      LOG.log(INFO, "token {0} is revoked", id);
    }
    return there;
  }

  private synchronized void change(UnaryOperator<List<AccessToken>> change) {
    List<AccessToken> now = file.change(change);
    known = new Known(file.stamp(), true, clock.instant(), byId(now));
  }

  /** What the file holds, as it was at most some time ago. */
  private Known fresh(Duration age) {
    Known before = known;
    Duration since = Duration.between(before.looked(), clock.instant()).abs();
    return since.compareTo(age) < 0 ? before : look();
  }

  /** A file that cannot be read any more revokes nothing and adds nothing. */
  private synchronized Known look() {
    Known before = known;
    Instant now = clock.instant();
    try {
      Optional<String> stamp = file.stamp();
      boolean same = before.readable() && stamp.equals(before.stamp());
      known = new Known(stamp, true, now, same ? before.byId() : byId(file.read()));
    } catch (TokensException unreadable) {
      if (before.readable()) {
        LOG.log(WARNING, "{0}; the tokens of before go on", unreadable.getMessage());
      }
      known = new Known(before.stamp(), false, now, before.byId());
    }
    return known;
  }

  private static Map<String, AccessToken> byId(List<AccessToken> tokens) {
    Map<String, AccessToken> byId = new LinkedHashMap<>();
    tokens.forEach(token -> byId.put(token.id(), token));
    return Collections.unmodifiableMap(byId);
  }
}
