package org.versionservice.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Authenticates requests, or refuses them with 401, 403 or 429 before their body is read.
 *
 * <p>It is an alternative to the server's own mechanism, which {@link ServerJwt} calls.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class TokenAuthenticationMechanism implements HttpAuthenticationMechanism {

  /** The request attribute with the reason of a refusal, a text for people. */
  public static final String REASON = TokenAuthenticationMechanism.class.getName() + ".reason";

  /** The request attribute with the name that limits count by. */
  private static final String LIMITED_AS =
      TokenAuthenticationMechanism.class.getName() + ".limitedAs";

  /** The path where other replicas hand over changes; they sign their requests. */
  public static final String REPLICAS = "/replicas/changes";

  /** Paths that the server answers itself, and that of other replicas. */
  private static final Set<String> OPEN = Set.of("/health", "/metrics", "/openapi", REPLICAS);

  private static final int TOO_MANY_REQUESTS = 429;
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String REALM = "realm=\"Version Service\"";

  @Inject private AccessSettings settings;
  @Inject private Tokens tokens;
  @Inject private ServerJwt jwt;
  @Inject private Clock clock;
  @Inject private Optional<RateLimit> limit;
  @Inject private AuditLog audit;
  @Inject private Event<TurnedAway> turnedAway;

  /** Returns whether a request needs no token. */
  public static boolean isOpen(HttpServletRequest request) {
    return OPEN.contains(request.getServletPath());
  }

  /**
   * Returns the name that limits count a request by: the principal, or the address of a client that
   * needs no token.
   */
  public static String limitedAs(HttpServletRequest request) {
    return String.valueOf(request.getAttribute(LIMITED_AS));
  }

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
      throws AuthenticationException {
    if (isOpen(request) || request.getMethod().equals("OPTIONS")) {
      request.setAttribute(LIMITED_AS, addressOf(request));
      return context.doNothing();
    }
    if (!settings.origins().allow(request)) {
      return refuse(
          context,
          HttpServletResponse.SC_FORBIDDEN,
          "a page of another site asks for a change; VERSIONS_CORS_ORIGINS names those that may",
          "");
    }
    return switch (settings.mode()) {
      case NONE -> enter(Caller.ANYBODY, () -> true, addressOf(request), context);
      case TOKENS -> enterWithToken(request, context);
      case JWT -> enterWithJwt(context);
    };
  }

  private AuthenticationStatus enterWithToken(
      HttpServletRequest request, HttpMessageContext context) {
    Optional<String> sent = Credentials.token(request.getHeader("Authorization"));
    Optional<AccessToken> found = sent.flatMap(tokens::find);
    if (found.isPresent()) {
      AccessToken token = found.get();
      return enter(token.caller(), () -> tokens.holds(token), nameOf(token.caller()), context);
    }
    String id = sent.flatMap(TokenText::parse).map(text -> ", by token " + text.id()).orElse("");
    return unauthorized(context, sent.isPresent(), id, "Basic " + REALM + ", charset=\"UTF-8\"");
  }

  private AuthenticationStatus enterWithJwt(HttpMessageContext context)
      throws AuthenticationException {
    JwtCheck.Verdict verdict = jwt.check(context);
    if (verdict instanceof JwtCheck.Verdict.Known known) {
      Caller caller = known.caller();
      return enter(
          caller, () -> clock.instant().isBefore(known.expires()), nameOf(caller), context);
    }
    if (verdict instanceof JwtCheck.Verdict.NoRole noRole) {
      return refuse(
          context, HttpServletResponse.SC_FORBIDDEN, noRole.reason(), ", by " + noRole.principal());
    }
    boolean tried = Credentials.isBearer(context.getRequest().getHeader("Authorization"));
    return unauthorized(context, tried, "");
  }

  private AuthenticationStatus enter(
      Caller caller, BooleanSupplier holds, String limitedAs, HttpMessageContext context) {
    Duration wait = take(limitedAs);
    if (!wait.isZero()) {
      return tooMany(
          context, wait, "this principal sends too many requests", ", by " + caller.principal());
    }
    context.getRequest().setAttribute(LIMITED_AS, limitedAs);
    caller.attachTo(context.getRequest());
    new Admission(holds).attachTo(context.getRequest());
    return context.notifyContainerAboutLogin(
        new CallerPrincipal(caller.principal().name()), caller.role().names());
  }

  /**
   * Answers 401, or 429 to an address with too many requests without a valid token. Requests with a
   * valid token from there are still admitted.
   *
   * @param schemes the challenges beside that for a bearer token
   */
  private AuthenticationStatus unauthorized(
      HttpMessageContext context, boolean tried, String who, String... schemes) {
    Duration wait = take(addressOf(context.getRequest()));
    if (!wait.isZero()) {
      return tooMany(
          context, wait, "this address sends too many requests without a valid token", who);
    }
    HttpServletResponse response = context.getResponse();
    // RFC 6750 §3: no error code for a request without credentials.
    response.addHeader(CHALLENGE, "Bearer " + REALM + (tried ? ", error=\"invalid_token\"" : ""));
    Arrays.stream(schemes).forEach(scheme -> response.addHeader(CHALLENGE, scheme));
    return refuse(
        context,
        HttpServletResponse.SC_UNAUTHORIZED,
        tried
            ? "the token is unknown, revoked or expired"
            : "a token is needed, as Authorization: Bearer ...",
        who);
  }

  private Duration take(String caller) {
    return limit.map(rate -> rate.take(caller)).orElse(Duration.ZERO);
  }

  private static String nameOf(Caller caller) {
    return "principal " + caller.principal();
  }

  private String addressOf(HttpServletRequest request) {
    return "address " + settings.proxies().client(request).group();
  }

  private AuthenticationStatus tooMany(
      HttpMessageContext context, Duration wait, String reason, String who) {
    context.getResponse().setHeader("Retry-After", Long.toString(wait.toSeconds() + 1));
    return refuse(context, TOO_MANY_REQUESTS, reason, who);
  }

  private AuthenticationStatus refuse(
      HttpMessageContext context, int status, String reason, String who) {
    try {
      HttpServletRequest request = context.getRequest();
      request.setAttribute(REASON, reason);
      audit.refused(request, status, who);
      // No filter sees refused requests, so nothing else limits those of one connection.
      context.getResponse().setHeader("Connection", "close");
      context.getResponse().sendError(status);
      turnedAway.fire(new TurnedAway(request.getMethod(), status));
      return AuthenticationStatus.SEND_FAILURE;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
