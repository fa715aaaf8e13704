package org.versionservice.api.filter;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;

/**
 * Refuses changes with a query parameter that the call does not have, or that is given twice, or
 * that stands in the path: a typo must not issue a version. What a call has, its resource method
 * declares. Reads ignore what they do not know.
 */
@Provider
public final class KnownParameters implements ContainerRequestFilter {

  private static final Set<String> READS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final Map<Method, Set<String>> declared = new ConcurrentHashMap<>();

  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    Method operation = resource.getResourceMethod();
    if (operation == null
        || READS.contains(request.getMethod())
        || request.getUriInfo().getRequestUri().getPath().equals(SpecialPaths.PUSH_HOOK)) {
      return;
    }
    Set<String> known = declared.computeIfAbsent(operation, KnownParameters::declaredBy);
    UriInfo uri = request.getUriInfo();
    uri.getQueryParameters().forEach((name, values) -> check(known, name, values));
    // JAX-RS finds the resource of a path without them: increment;dryRun=true would issue.
    uri.getPathSegments().stream()
        .flatMap(segment -> segment.getMatrixParameters().keySet().stream())
        .forEach(name -> refuse(known, name));
  }

  private static Set<String> declaredBy(Method operation) {
    return Arrays.stream(operation.getParameters())
        .map(parameter -> parameter.getAnnotation(QueryParam.class))
        .filter(Objects::nonNull)
        .map(QueryParam::value)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void check(Set<String> known, String name, List<String> values) {
    if (!known.contains(name)) {
      refuse(known, name);
    }
    if (values.size() > 1) {
      throw invalid("the parameter " + name + " is given " + values.size() + " times");
    }
  }

  private static void refuse(Set<String> known, String name) {
    String there = known.isEmpty() ? " here" : "; there are " + String.join(", ", known);
    throw invalid("there is no parameter " + Parse.quoted(name) + there);
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ErrorCode.INVALID_PARAMETER, detail);
  }
}
