package org.versionservice.access;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The tokens that let people in. One that another process made is known at once, one that another
 * process revoked is refused within a second.
 */
public final class Tokens {

  private static final System.Logger LOG = System.getLogger(Tokens.class.getName());

  /** Listeners are looked at as often again, and have to be gone within a second. */
  private static final Duration READ_EVERY = Duration.ofMillis(500);

  /**
   * What the file held when it was read.
   *
   * @param stamp the file's before it was read: a change meanwhile shows in the next one
   * @param digest of the file's text; empty if there is no file
   */
  private record Known(
      String stamp,
      Optional<TokenHash> digest,
      boolean readable,
      Instant read,
      Map<String, AccessToken> byId) {}

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
    this.known = known(file.stamp(), file.text());
  }

  private static AccessToken bootstrap(TokenHash hash, Clock clock) {
    Caller caller = new Caller(PrincipalName.ADMIN, Role.ADMIN, List.of());
    return new AccessToken("admin", caller, clock.instant(), Optional.empty(), hash);
  }

  /** The token of a text; none if it is unknown, revoked or expired. */
  Optional<AccessToken> find(String text) {
    TokenHash hash = TokenHash.of(text);
    return admin
        .filter(token -> token.hash().matches(hash))
        .or(() -> TokenText.parse(text).flatMap(this::valid));
  }

  private Optional<AccessToken> valid(TokenText text) {
    Instant now = clock.instant();
    return find(text, fresh(), now).or(() -> find(text, look(), now));
  }

  private static Optional<AccessToken> find(TokenText text, Known among, Instant now) {
    return Optional.ofNullable(among.byId().get(text.id()))
        .filter(token -> token.isValid(text, now));
  }

  /** Returns whether a token that was found is good for the same still. */
  boolean holds(AccessToken token) {
    return admin.filter(token::equals).isPresent()
        || (token.equals(fresh().byId().get(token.id())) && !token.isExpired(clock.instant()));
  }

  /** Returns whether there is no token that could let anybody in. */
  boolean isEmpty() {
    return admin.isEmpty() && known.byId().isEmpty();
  }

  /** All tokens of the file, those that expired too, in the order in which they were made. */
  public Collection<AccessToken> all() {
    return read().byId().values();
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
    change(tokens -> tokens.with(token));
    return new AccessToken.Issued(token, text.reveal());
  }

  /**
   * Revokes a token.
   *
   * @return whether there was one
   * @throws TokensException if that cannot be stored
   */
  public boolean revoke(String id) {
    boolean there = read().byId().containsKey(id);
    if (there) {
      change(tokens -> tokens.without(id));
    }
    return there;
  }

  /** The file has no stamp yet: another process may have changed it since. */
  private synchronized void change(UnaryOperator<TokenList> change) {
    known = known("", Optional.of(file.change(change)));
  }

  /** What the file holds, as it was a short time ago at most. */
  private Known fresh() {
    Known before = known;
    Duration since = Duration.between(before.read(), clock.instant()).abs();
    return since.compareTo(READ_EVERY) < 0 ? before : read();
  }

  /** What the file holds, but for a change that its stamp does not show. */
  private synchronized Known look() {
    Known before = known;
    try {
      return before.readable() && file.stamp().equals(before.stamp()) ? before : read();
    } catch (TokensException unreadable) {
      return read();
    }
  }

  /** A file that cannot be read any more revokes nothing and adds nothing. */
  private synchronized Known read() {
    Known before = known;
    try {
      String stamp = file.stamp();
      Optional<String> text = file.text();
      known =
          text.map(TokenHash::of).equals(before.digest())
              ? new Known(stamp, before.digest(), true, clock.instant(), before.byId())
              : known(stamp, text);
    } catch (TokensException unreadable) {
      if (before.readable()) {
        LOG.log(WARNING, "{0}; the tokens of before go on", unreadable.getMessage());
      }
      known = new Known("", before.digest(), false, clock.instant(), before.byId());
    }
    return known;
  }

  private Known known(String stamp, Optional<String> text) {
    TokenList list = file.parse(text);
    list.refused()
        .forEach(entry -> LOG.log(WARNING, "a token lets nobody in, {0}", entry.reason()));
    Map<String, AccessToken> byId = new LinkedHashMap<>();
    list.tokens().forEach(token -> byId.put(token.id(), token));
    return new Known(
        stamp, text.map(TokenHash::of), true, clock.instant(), Collections.unmodifiableMap(byId));
  }
}
