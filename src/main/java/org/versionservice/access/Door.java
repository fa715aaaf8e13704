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
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Lets requests in, or turns them away with 401, 403 or 429 before anything of them is read.
 *
 * <p>An alternative, because the server has a mechanism of its own beside it: the one of {@link
 * ServerJwt}.
 */
@Alternative
@Priority(Interceptor.Priority.APPLICATION)
@ApplicationScoped
public class Door implements HttpAuthenticationMechanism {

  /** The request attribute that says, for people, why a request was turned away. */
  public static final String REASON = Door.class.getName() + ".reason";

  /** What the server answers itself; a path that it maps elsewhere never has these. */
  private static final Set<String> OPEN = Set.of("/health", "/metrics", "/openapi");

  private static final int TOO_MANY_REQUESTS = 429;
  private static final String REALM = "realm=\"Version Service\"";

  @Inject private AccessSettings settings;
  @Inject private Tokens tokens;
  @Inject private ServerJwt jwt;
  @Inject private Clock clock;
  @Inject private Optional<RateLimit> limit;
  @Inject private Event<TurnedAway> turnedAway;

  /** Tells whether the server answers a request itself, and anybody. */
  public static boolean isOpen(HttpServletRequest request) {
    return OPEN.contains(request.getServletPath());
  }

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
      throws AuthenticationException {
    if (isOpen(request) || request.getMethod().equals("OPTIONS")) {
      return context.doNothing();
    }
    return switch (settings.mode()) {
      case NONE -> enter(Caller.ANYBODY, () -> true, context);
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
      return enter(token.caller(), () -> tokens.holds(token), context);
    }
    challenge(context, "Bearer " + REALM, sent.isPresent());
    challenge(context, "Basic " + REALM + ", charset=\"UTF-8\"", false);
    return unauthorized(context, sent.isPresent());
  }

  private AuthenticationStatus enterWithJwt(HttpMessageContext context)
      throws AuthenticationException {
    JwtCheck.Verdict verdict = jwt.check(context);
    if (verdict instanceof JwtCheck.Verdict.Known known) {
      return enter(known.caller(), () -> clock.instant().isBefore(known.expires()), context);
    }
    if (verdict instanceof JwtCheck.Verdict.Powerless powerless) {
      return refuse(context, HttpServletResponse.SC_FORBIDDEN, powerless.reason());
    }
    boolean tried = Credentials.isBearer(context.getRequest().getHeader("Authorization"));
    challenge(context, "Bearer " + REALM, tried);
    return unauthorized(context, tried);
  }

  private AuthenticationStatus enter(
      Caller caller, BooleanSupplier holds, HttpMessageContext context) {
    Duration wait = limit.map(rate -> rate.take(caller.principal())).orElse(Duration.ZERO);
    if (!wait.isZero()) {
      context.getResponse().setHeader("Retry-After", Long.toString(wait.toSeconds() + 1));
      return refuse(context, TOO_MANY_REQUESTS, "this principal sends too many requests");
    }
    caller.attachTo(context.getRequest());
    new Admission(holds).attachTo(context.getRequest());
    return context.notifyContainerAboutLogin(
        new CallerPrincipal(caller.principal().name()), caller.role().names());
  }

  /** RFC 6750 §3: an error is named to those only who tried. */
  private static void challenge(HttpMessageContext context, String scheme, boolean tried) {
    context
        .getResponse()
        .addHeader("WWW-Authenticate", scheme + (tried ? ", error=\"invalid_token\"" : ""));
  }

  private AuthenticationStatus unauthorized(HttpMessageContext context, boolean tried) {
    return refuse(
        context,
        HttpServletResponse.SC_UNAUTHORIZED,
        tried
            ? "the token is unknown, revoked or expired"
            : "a token is needed, as Authorization: Bearer ...");
  }

  private AuthenticationStatus refuse(HttpMessageContext context, int status, String reason) {
    try {
      context.getRequest().setAttribute(REASON, reason);
      context.getResponse().sendError(status);
      turnedAway.fire(new TurnedAway(context.getRequest().getMethod(), status));
      return AuthenticationStatus.SEND_FAILURE;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
