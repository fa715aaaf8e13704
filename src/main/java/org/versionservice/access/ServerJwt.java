package org.versionservice.access;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContextWrapper;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import java.time.Clock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.JwtCheck.Verdict;

/**
 * Checks signed tokens by the server's own mechanism and its {@code mp.jwt.*} settings.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-jwt-auth-2.1/">MicroProfile
 *     JWT</a>
 */
@ApplicationScoped
public class ServerJwt {

  /**
   * The server's logger that logs a stack trace for each invalid token, so that any client could
   * fill the log. A logger without a strong reference loses its level.
   */
  private static final Logger SERVER_LOGGER =
      Logger.getLogger("fish.payara.microprofile.jwtauth.eesecurity.SignedJWTIdentityStore");

  @Inject private BeanManager beans;
  @Inject private AccessSettings settings;
  @Inject private Clock clock;

  /** Captures the result that the mechanism reports to the server. */
  private static final class ResultCapture extends HttpMessageContextWrapper {

    private @Nullable CredentialValidationResult result;

    ResultCapture(HttpMessageContext context) {
      super(context);
    }

    @Override
    public AuthenticationStatus notifyContainerAboutLogin(CredentialValidationResult result) {
      this.result = result;
      return AuthenticationStatus.SUCCESS;
    }

    @Override
    public AuthenticationStatus responseUnauthorized() {
      return AuthenticationStatus.SEND_FAILURE;
    }
  }

  /** Keeps a level that an administrator set. */
  @PostConstruct
  void silenceTheServer() {
    if (SERVER_LOGGER.getLevel() == null) {
      SERVER_LOGGER.setLevel(Level.WARNING);
    }
  }

  /** Lets the server check the token of a request, then checks its claims. */
  Verdict check(HttpMessageContext context) throws AuthenticationException {
    ResultCapture capture = new ResultCapture(context);
    mechanism().validateRequest(context.getRequest(), context.getResponse(), capture);
    CredentialValidationResult result = capture.result;
    return result != null && result.getCallerPrincipal() instanceof JsonWebToken token
        ? new JwtCheck(settings.audiences(), clock).check(token)
        : new Verdict.Unknown();
  }

  /** The server adds it because of the annotation of {@code RestApplication}. */
  private HttpAuthenticationMechanism mechanism() {
    for (Bean<?> bean : beans.getBeans(HttpAuthenticationMechanism.class)) {
      if (bean.getBeanClass() != TokenAuthenticationMechanism.class) {
        return (HttpAuthenticationMechanism)
            beans.getReference(
                bean, HttpAuthenticationMechanism.class, beans.createCreationalContext(bean));
      }
    }
    throw new IllegalStateException("this server has no MicroProfile JWT");
  }
}
