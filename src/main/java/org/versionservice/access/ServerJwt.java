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
 * The server's own check of signed tokens, by its {@code mp.jwt.*} settings.
 *
 * @see <a href="https://download.eclipse.org/microprofile/microprofile-jwt-auth-2.1/">MicroProfile
 *     JWT</a>
 */
@ApplicationScoped
public class ServerJwt {

  /**
   * Where the server tells of each token that is not valid, with a trace: whoever sends garbage
   * would fill the log. It is kept here because a logger that nobody keeps loses its level.
   */
  private static final Logger OF_THE_SERVER =
      Logger.getLogger("fish.payara.microprofile.jwtauth.eesecurity.SignedJWTIdentityStore");

  @Inject private BeanManager beans;
  @Inject private AccessSettings settings;
  @Inject private Clock clock;

  /** Takes what the server would be told, instead of it. */
  private static final class Listening extends HttpMessageContextWrapper {

    private @Nullable CredentialValidationResult told;

    Listening(HttpMessageContext context) {
      super(context);
    }

    @Override
    public AuthenticationStatus notifyContainerAboutLogin(CredentialValidationResult result) {
      told = result;
      return AuthenticationStatus.SUCCESS;
    }

    @Override
    public AuthenticationStatus responseUnauthorized() {
      return AuthenticationStatus.SEND_FAILURE;
    }
  }

  /** A level that an administrator set stays. */
  @PostConstruct
  void silenceTheServer() {
    if (OF_THE_SERVER.getLevel() == null) {
      OF_THE_SERVER.setLevel(Level.WARNING);
    }
  }

  /** Has the server check what a request carries, and checks the rest. */
  Verdict check(HttpMessageContext context) throws AuthenticationException {
    Listening listening = new Listening(context);
    mechanism().validateRequest(context.getRequest(), context.getResponse(), listening);
    CredentialValidationResult told = listening.told;
    return told != null && told.getCallerPrincipal() instanceof JsonWebToken token
        ? new JwtCheck(settings.audiences(), clock).check(token)
        : new Verdict.Unknown();
  }

  /** The one that the server adds because {@code RestApplication} has its annotation. */
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
