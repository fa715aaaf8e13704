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
 * The valid tokens. A token that another process created is accepted at once; one that another
 * process revoked is refused within a second.
 */
public final class Tokens {

  private static final System.Logger LOG = System.getLogger(Tokens.class.getName());

  /** Event streams check their token at the same interval, and must end within a second. */
  private static final Duration READ_EVERY = Duration.ofMillis(500);

  /**
   * The content of the file when it was last read.
   *
   * @param stamp the file's stamp before it was read, so that a change during the read is noticed
   * @param digest the hash of the file's text; empty without a file
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
   * @param admin the hash of one more valid token
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

  /** Returns the token of a text; empty if it is unknown, revoked or expired. */
  Optional<AccessToken> find(String text) {
    TokenHash hash = TokenHash.of(text);
    return admin
        .filter(token -> token.hash().matches(hash))
        .or(() -> TokenText.parse(text).flatMap(this::valid));
  }

  private Optional<AccessToken> valid(TokenText text) {
    Instant now = clock.instant();
    return find(text, recent(), now).or(() -> find(text, current(), now));
  }

  private static Optional<AccessToken> find(TokenText text, Known among, Instant now) {
    return Optional.ofNullable(among.byId().get(text.id()))
        .filter(token -> token.isValid(text, now));
  }

  /** Returns whether a token is still valid and unchanged. */
  boolean holds(AccessToken token) {
    return admin.filter(token::equals).isPresent()
        || (token.equals(recent().byId().get(token.id())) && !token.isExpired(clock.instant()));
  }

  boolean isEmpty() {
    return admin.isEmpty() && known.byId().isEmpty();
  }

  /** Returns all tokens of the file, also expired ones, in the order of their creation. */
  public Collection<AccessToken> all() {
    return read().byId().values();
  }

  /**
   * Creates a token.
   *
   * @param lifetime the time until it expires; never if empty
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
   * @return whether the token existed
   * @throws TokensException if the change cannot be stored
   */
  public boolean revoke(String id) {
    boolean exists = read().byId().containsKey(id);
    if (exists) {
      change(tokens -> tokens.without(id));
    }
    return exists;
  }

  /** Stores no stamp, because another process may already have changed the file again. */
  private synchronized void change(UnaryOperator<TokenList> change) {
    known = known("", Optional.of(file.change(change)));
  }

  /** Returns the content of the file, at most {@link #READ_EVERY} old. */
  private Known recent() {
    Known before = known;
    Duration since = Duration.between(before.read(), clock.instant()).abs();
    return since.compareTo(READ_EVERY) < 0 ? before : read();
  }

  /** Returns the content of the file, except for a change that its stamp does not show. */
  private synchronized Known current() {
    Known before = known;
    try {
      return before.readable() && file.stamp().equals(before.stamp()) ? before : read();
    } catch (TokensException unreadable) {
      return read();
    }
  }

  /** While the file cannot be read, the last known tokens stay valid. */
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
        LOG.log(WARNING, "{0}; the tokens read before stay valid", unreadable.getMessage());
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
