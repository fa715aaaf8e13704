package org.versionservice.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.versionservice.access.AccessToken;
import org.versionservice.access.AuditLog;
import org.versionservice.access.Caller;
import org.versionservice.access.PrincipalName;
import org.versionservice.access.ProjectPattern;
import org.versionservice.access.Role;
import org.versionservice.access.Tokens;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.Problem;
import org.versionservice.api.model.ProblemException;
import org.versionservice.api.model.TokenEntry;
import org.versionservice.api.model.TokenRequest;

/** The access tokens. */
@Path("/tokens")
@ApplicationScoped
@RolesAllowed(Role.ADMINISTERS)
@Produces(MediaType.APPLICATION_JSON)
public class TokenResource {

  private static final Duration MAX_LIFETIME = Duration.ofDays(3660);

  @Inject private Tokens tokens;
  @Inject private AuditLog audit;
  @Inject private HttpServletRequest request;

  /** Returns all tokens without their secrets. */
  @GET
  public List<TokenEntry> list() {
    return tokens.all().stream().map(TokenEntry::of).toList();
  }

  /** Creates a token; only this response contains its secret. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response issue(@Nullable TokenRequest body) {
    if (body == null) {
      throw invalid("the body is a JSON object with the texts \"name\" and \"role\"");
    }
    Caller caller =
        new Caller(
            parsed(body.name(), "name", PrincipalName::parse),
            parsed(body.role(), "role", Role::parse),
            projects(body.projects()));
    AccessToken.Issued issued = tokens.issue(caller, lifetime(body.expiresIn()));
    audit.made(request, issued.token());
    return Response.created(URI.create("/tokens/" + issued.token().id()))
        .entity(TokenEntry.of(issued))
        .build();
  }

  /** Revokes a token. A client may accept only problems, because a success has no body. */
  @DELETE
  @Path("/{token-id}")
  @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
  public Response revoke(@PathParam("token-id") String id) {
    if (!tokens.revoke(id)) {
      throw new ProblemException(ErrorCode.TOKEN_NOT_FOUND, "there is no such token");
    }
    audit.revoked(request, id);
    return Response.noContent().build();
  }

  private static List<ProjectPattern> projects(@Nullable List<@Nullable String> texts) {
    if (texts == null) {
      return List.of();
    }
    if (texts.isEmpty()) {
      throw invalid("\"projects\" has one at least; without it the token is good for all");
    }
    return texts.stream().map(text -> parsed(text, "projects", ProjectPattern::new)).toList();
  }

  private static <T> T parsed(@Nullable String text, String member, Function<String, T> parser) {
    if (text == null) {
      throw invalid("the body has to have \"" + member + '"');
    }
    return Parse.parsed(ErrorCode.INVALID_BODY, text, parser);
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ErrorCode.INVALID_BODY, detail);
  }

  private static Optional<Duration> lifetime(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(given -> Parse.parsed(ErrorCode.INVALID_BODY, given, TokenResource::duration));
  }

  private static Duration duration(String text) {
    String expected = "\"expires_in\" is a duration up to P3660D, as P90D";
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative() && !duration.isZero() && duration.compareTo(MAX_LIFETIME) <= 0) {
        return duration;
      }
      throw new IllegalArgumentException(expected);
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException(expected, malformed);
    }
  }
}
