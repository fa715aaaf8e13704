package org.versionservice.operations;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.versionservice.service.ChangeDispatcher;

/**
 * Waits until accepted changes are answered before the server closes its ports, however it is
 * stopped.
 *
 * <p>An application is told only when the ports are closed already. The server's own modules learn
 * of it first, by an event that holds up the stop; its classes are on no public repository, so they
 * are looked up when the service starts.
 */
@ApplicationScoped
public class ServerStop {

  private static final System.Logger LOG = System.getLogger(ServerStop.class.getName());
  private static final String EVENTS = "org.glassfish.api.event.";
  private static final String STOP = "prepare_shutdown";

  /** The process has to be gone within 30 s, and the server takes some for itself. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  /** For the last answers to leave, and for those who come meanwhile to be told. */
  private static final Duration LINGER = Duration.ofMillis(300);

  @Inject private ChangeDispatcher changes;

  private final ClassLoader application = ServerStop.class.getClassLoader();
  private Optional<Object> listener = Optional.empty();

  void listen(@Observes @Initialized(ApplicationScoped.class) Object start) {
    try {
      Class<?> type = application.loadClass(EVENTS + "EventListener");
      Object made = Proxy.newProxyInstance(application, new Class<?>[] {type}, this::called);
      events("register", made);
      listener = Optional.of(made);
    } catch (ReflectiveOperationException unknownServer) {
      LOG.log(WARNING, "this server does not tell when it is stopped: {0}", unknownServer);
    }
  }

  @PreDestroy
  void leave() {
    try {
      if (listener.isPresent()) {
        events("unregister", listener.get());
      }
    } catch (ReflectiveOperationException failed) {
      LOG.log(WARNING, "the server goes on telling this application of its stop", failed);
    }
  }

  private void events(String method, Object argument) throws ReflectiveOperationException {
    Class<?> events = application.loadClass(EVENTS + "Events");
    Class<?> type = application.loadClass(EVENTS + "EventListener");
    Object service =
        application
            .loadClass("org.glassfish.internal.api.Globals")
            .getMethod("get", Class.class)
            .invoke(null, events);
    events.getMethod(method, type).invoke(service, argument);
  }

  private @Nullable Object called(Object proxy, Method method, Object @Nullable [] arguments)
      throws ReflectiveOperationException {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> ServerStop.class.getName();
      default -> {
        if (arguments != null && STOP.equals(name(arguments[0]))) {
          stop();
        }
        yield null;
      }
    };
  }

  private static Object name(Object event) throws ReflectiveOperationException {
    return event.getClass().getMethod("name").invoke(event);
  }

  private void stop() {
    Thread thread = Thread.currentThread();
    ClassLoader server = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      if (!changes.finish(LONGEST)) {
        LOG.log(WARNING, "not all changes are answered after {0}", LONGEST);
      }
      TimeUnit.NANOSECONDS.sleep(LINGER.toNanos());
    } catch (InterruptedException hurried) {
      thread.interrupt();
    } finally {
      thread.setContextClassLoader(server);
    }
  }
}
