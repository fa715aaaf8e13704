package org.versionservice.api.filter;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses long responses for clients that accept it; short ones would only grow. */
@Provider
public final class Compression implements WriterInterceptor {

  static final String GZIP = "gzip";

  static boolean applies(ContainerRequestContext request, ContainerResponseContext response) {
    boolean large =
        response.getEntity() instanceof Map
            || response.getEntity() instanceof Collection
            || response.getEntity() instanceof byte[];
    return large && accepts(request.getHeaderString(HttpHeaders.ACCEPT_ENCODING));
  }

  /** Returns whether an {@code Accept-Encoding} accepts gzip (RFC 9110 §12.5.3); not if absent. */
  static boolean accepts(@Nullable String codings) {
    if (codings == null) {
      return false;
    }
    OptionalDouble asterisk = OptionalDouble.empty();
    for (String coding : codings.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = coding.split(";", 2);
      String name = parts[0].strip();
      if (name.equals(GZIP)) {
        return weight(parts) > 0;
      } else if (name.equals("*")) {
        asterisk = OptionalDouble.of(weight(parts));
      }
    }
    return asterisk.orElse(0) > 0;
  }

  private static double weight(String[] parts) {
    String weight = parts.length < 2 ? "q=1" : parts[1].strip();
    return weight.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(weight.substring(2))
        : 0;
  }

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    if (!GZIP.equals(context.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING))) {
      context.proceed();
      return;
    }
    context.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
    GZIPOutputStream compressed = new GZIPOutputStream(context.getOutputStream());
    context.setOutputStream(compressed);
    context.proceed();
    compressed.finish();
  }
}
