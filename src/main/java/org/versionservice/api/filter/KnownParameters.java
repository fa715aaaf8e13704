package org.versionservice.api.filter;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versionservice.api.model.ErrorCode;
import org.versionservice.api.model.Parse;
import org.versionservice.api.model.ProblemException;

/**
 * Refuses writes with unknown, repeated or matrix parameters: a typo must not issue a version.
 * Known are the parameters that the resource method declares. Reads ignore unknown ones.
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
        || SpecialPaths.isPushHook(request)) {
      return;
    }
    Set<String> known = declared.computeIfAbsent(operation, KnownParameters::declaredBy);
    UriInfo uri = request.getUriInfo();
    uri.getQueryParameters().forEach((name, values) -> check(known, name, values));
    // JAX-RS ignores matrix parameters, so increment;dryRun=true would issue a version.
    uri.getPathSegments().stream()
        .flatMap(segment -> segment.getMatrixParameters().keySet().stream())
        .forEach(name -> refuse(known, name));
  }

  private static Set<String> declaredBy(Method operation) {
    return Arrays.stream(operation.getParameters())
        .flatMap(KnownParameters::annotated)
        .map(element -> element.getAnnotation(QueryParam.class))
        .filter(Objects::nonNull)
        .map(QueryParam::value)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<AnnotatedElement> annotated(Parameter parameter) {
    return parameter.isAnnotationPresent(BeanParam.class)
        ? Arrays.stream(parameter.getType().getDeclaredFields())
        : Stream.of(parameter);
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
