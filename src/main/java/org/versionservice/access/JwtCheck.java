package org.versionservice.access;

import static java.lang.System.Logger.Level.DEBUG;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.Principal;

/**
 * Checks what the server does not check of a token whose signature is valid, and reads whom it
 * names: the highest of the groups {@code reader}, {@code writer} and {@code admin} is the role,
 * and the claim {@code projects}, an array of project-ids as tokens have them, is what it is
 * limited to.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1">RFC 7519 §4.1</a>
 */
final class JwtCheck {

  private static final System.Logger LOG = System.getLogger(JwtCheck.class.getName());

  /** How far the issuer's clock may be ahead of ours. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private static final String PROJECTS = "projects";

  private final Set<String> audiences;
  private final Clock clock;

  /** What was found out. */
  sealed interface Verdict {

    /** The token is not there, or not valid. */
    record Unknown() implements Verdict {}

    /**
     * The token is valid, but whom it names may do nothing here.
     *
     * @param reason why, for people
     */
    record NoRole(Principal principal, String reason) implements Verdict {}

    /** The token is valid, up to a time. */
    record Known(Caller caller, Instant expires) implements Verdict {}
  }

  /**
   * @param audiences of which a token has to name one
   */
  JwtCheck(Set<String> audiences, Clock clock) {
    this.audiences = audiences;
    this.clock = clock;
  }

  Verdict check(JsonWebToken token) {
    try {
      Optional<Principal> principal = principal(token.getName());
      return principal.isPresent() && isForUs(token.getAudience()) && hasBegun(token)
          ? verdict(principal.get(), token)
          : new Verdict.Unknown();
    } catch (ClassCastException odd) {
      LOG.log(DEBUG, "a signed token has a claim of another type than the standard''s", odd);
      return new Verdict.Unknown();
    }
  }

  private boolean isForUs(@Nullable Set<String> named) {
    return named != null && named.stream().anyMatch(audiences::contains);
  }

  private boolean hasBegun(JsonWebToken token) {
    Long notBefore = token.getClaim("nbf");
    return notBefore == null || notBefore <= clock.instant().plus(SKEW).getEpochSecond();
  }

  private static Verdict verdict(Principal principal, JsonWebToken token) {
    Set<String> groups = token.getGroups();
    Optional<Role> role = Role.highestOf(groups == null ? Set.of() : groups);
    if (role.isEmpty()) {
      return new Verdict.NoRole(
          principal, "the token has none of the groups reader, writer and admin");
    }
    try {
      Instant expires =
          Instant.ofEpochSecond(Math.min(token.getExpirationTime(), Instant.MAX.getEpochSecond()));
      return new Verdict.Known(new Caller(principal, role.get(), projects(token)), expires);
    } catch (IllegalArgumentException unreadable) {
      LOG.log(DEBUG, "a signed token is limited to what are no projects", unreadable);
      return new Verdict.NoRole(
          principal, "the token's claim \"projects\" is no array of projects");
    }
  }

  /** Everywhere only if nothing is said of projects at all. */
  private static List<ProjectPattern> projects(JsonWebToken token) {
    Object claim = token.getClaim(PROJECTS);
    if (claim == null) {
      return List.of();
    }
    if (!(claim instanceof JsonArray array) || array.isEmpty()) {
      throw new IllegalArgumentException("an array with one project at least is expected");
    }
    return array.stream().map(JwtCheck::project).toList();
  }

  private static ProjectPattern project(JsonValue value) {
    if (value instanceof JsonString text) {
      return new ProjectPattern(text.getString());
    }
    throw new IllegalArgumentException("a project is a text");
  }

  private static Optional<Principal> principal(String name) {
    try {
      return PrincipalName.isServices(name) ? Optional.empty() : Optional.of(new Principal(name));
    } catch (IllegalArgumentException unwritable) {
      LOG.log(DEBUG, "a signed token names nobody who can be a commit''s author", unwritable);
      return Optional.empty();
    }
  }
}
