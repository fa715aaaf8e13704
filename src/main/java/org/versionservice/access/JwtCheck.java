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
 * Checks the claims of a token after the server verified its signature, and reads the caller: the
 * highest of the groups {@code reader}, {@code writer} and {@code admin} is the role, and the claim
 * {@code projects}, an array of {@link ProjectPattern}, limits it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1">RFC 7519 §4.1</a>
 */
final class JwtCheck {

  private static final System.Logger LOG = System.getLogger(JwtCheck.class.getName());

  /** The maximum lead of the issuer's clock over ours. */
  static final Duration SKEW = Duration.ofSeconds(30);

  private static final String PROJECTS = "projects";

  private final Set<String> audiences;
  private final Clock clock;

  sealed interface Verdict {

    /** The token is absent or not valid. */
    record Unknown() implements Verdict {}

    /**
     * The token is valid, but grants no role.
     *
     * @param reason a text for people
     */
    record NoRole(Principal principal, String reason) implements Verdict {}

    /** The token is valid until {@code expires}. */
    record Known(Caller caller, Instant expires) implements Verdict {}
  }

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
      LOG.log(DEBUG, "a claim of a signed token has a type that the standard does not allow", odd);
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
      LOG.log(DEBUG, "the projects of a signed token are not valid", unreadable);
      return new Verdict.NoRole(
          principal, "the token's claim \"projects\" is no array of projects");
    }
  }

  /** Only a missing claim means all projects. */
  private static List<ProjectPattern> projects(JsonWebToken token) {
    Object claim = token.getClaim(PROJECTS);
    if (claim == null) {
      return List.of();
    }
    if (!(claim instanceof JsonArray array) || array.isEmpty()) {
      throw new IllegalArgumentException("an array with at least one project is expected");
    }
    return array.stream().map(JwtCheck::project).toList();
  }

  private static ProjectPattern project(JsonValue value) {
    if (value instanceof JsonString text) {
      return new ProjectPattern(text.getString());
    }
    throw new IllegalArgumentException("a project must be a string");
  }

  private static Optional<Principal> principal(String name) {
    try {
      return PrincipalName.isServices(name) ? Optional.empty() : Optional.of(new Principal(name));
    } catch (IllegalArgumentException unwritable) {
      LOG.log(DEBUG, "the name in a signed token cannot be the author of a commit", unwritable);
      return Optional.empty();
    }
  }
}
