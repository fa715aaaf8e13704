package org.versionservice.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.versionservice.proof.ServiceProcess;

/**
 * One service for all tests of this extension, started by the first one; each test uses its own
 * app-ids. Parameters of tests can be its {@link Client}, its {@link URI} or the {@link
 * ServiceProcess}.
 */
final class SharedService implements ParameterResolver {

  /** Scripts of this origin may call it. */
  static final String ORIGIN = "https://ci.example.com";

  private static final Namespace NAMESPACE = Namespace.create(SharedService.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Client.class || type == URI.class || type == ServiceProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Running.class, type -> Running.start(), Running.class);
    ServiceProcess process = Objects.requireNonNull(running).process();
    Class<?> type = parameter.getParameter().getType();
    URI url = URI.create(process.url());
    if (type == Client.class) {
      return new Client(url);
    }
    return type == URI.class ? url : process;
  }

  /** The service while tests run. */
  private record Running(ServiceProcess process) implements AutoCloseable {

    static Running start() {
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "shared-service");
        Map<String, String> settings =
            Map.of(
                "VERSIONS_DATA_DIR",
                directory.resolve("data").toString(),
                "VERSIONS_CORS_ORIGINS",
                ORIGIN);
        ServiceProcess process = ServiceProcess.start(settings, directory.resolve("log"));
        return new Running(process.awaitReady());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
