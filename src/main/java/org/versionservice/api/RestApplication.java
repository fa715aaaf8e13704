package org.versionservice.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The REST interface: everything below the context root that the server does not answer itself. */
@ApplicationPath("/")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Version Service",
            version = "1",
            description = "Hands out semantic versions to pipelines, never the same one twice."),
    components =
        @Components(
            responses = {
              @APIResponse(
                  name = "BadRequest",
                  responseCode = "400",
                  description =
                      "INVALID_APP_ID, INVALID_PROJECT_ID, INVALID_VERSION,"
                          + " INVALID_INCREMENT_TYPE, INVALID_BODY or INVALID_PARAMETER",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class))),
              @APIResponse(
                  name = "NotModified",
                  responseCode = "304",
                  description = "If-None-Match names what the client has"),
              @APIResponse(
                  name = "NotFound",
                  responseCode = "404",
                  description = "APP_NOT_FOUND or PROJECT_NOT_FOUND",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class))),
              @APIResponse(
                  name = "Conflict",
                  responseCode = "409",
                  description = "VERSION_NOT_HIGHER, NOT_A_PRERELEASE or VERSION_EXHAUSTED",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class))),
              @APIResponse(
                  name = "UnsupportedMediaType",
                  responseCode = "415",
                  description = "UNSUPPORTED_MEDIA_TYPE: bodies are application/json",
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class))),
              @APIResponse(
                  name = "Unavailable",
                  responseCode = "503",
                  description =
                      "STORAGE_UNAVAILABLE: nothing was issued. OUTCOME_UNKNOWN: it may have been.",
                  headers =
                      @Header(
                          name = "Retry-After",
                          description = "Seconds",
                          schema = @Schema(implementation = Integer.class)),
                  content =
                      @Content(
                          mediaType = Problem.MEDIA_TYPE,
                          schema = @Schema(implementation = Problem.class)))
            }))
public class RestApplication extends Application {

  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
