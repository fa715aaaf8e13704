package org.versionservice.api.model;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.VersionFormat;

/** A response about one version; as plain text it is only the version, for shell scripts. */
public interface PlainVersion {

  /** Returns the version in the format of the answer. */
  String plainVersion();

  /**
   * Returns a version in a format, if there is one.
   *
   * @throws ProblemException if the format cannot express it
   */
  static Optional<String> formatted(SemanticVersion version, Optional<VersionFormat> format) {
    return format.map(
        wanted ->
            wanted
                .of(version)
                .orElseThrow(
                    () ->
                        new ProblemException(
                            ErrorCode.NOT_EXPRESSIBLE,
                            "the format " + wanted.text() + " cannot express " + version)));
  }

  /** Writes the version and a line feed. */
  @Provider
  @Produces(MediaType.TEXT_PLAIN)
  final class Writer implements MessageBodyWriter<PlainVersion> {

    @Override
    public boolean isWriteable(
        Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
      return PlainVersion.class.isAssignableFrom(type);
    }

    @Override
    public void writeTo(
        PlainVersion answer,
        Class<?> type,
        Type genericType,
        Annotation[] annotations,
        MediaType mediaType,
        MultivaluedMap<String, Object> headers,
        OutputStream stream)
        throws IOException {
      stream.write((answer.plainVersion() + '\n').getBytes(StandardCharsets.UTF_8));
    }
  }
}
