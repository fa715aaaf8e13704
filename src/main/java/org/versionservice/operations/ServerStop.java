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
 * Delays a stop of the server until accepted changes are answered.
 *
 * <p>The server informs an application only after it closed its ports. Its own modules get an
 * earlier event that delays the stop. The classes of that event are in no public repository, so
 * they are loaded by name.
 */
@ApplicationScoped
public class ServerStop {

  private static final System.Logger LOG = System.getLogger(ServerStop.class.getName());
  private static final String EVENTS = "org.glassfish.api.event.";
  private static final String STOP = "prepare_shutdown";

  /** The maximum delay: the process must end within 30 s, and the server needs some time itself. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(25);

  /** The time to send the last responses, and to refuse requests that still arrive. */
  private static final Duration LINGER = Duration.ofMillis(300);

  @Inject private ChangeDispatcher changes;

  private final ClassLoader application = ServerStop.class.getClassLoader();
  private Optional<Object> listener = Optional.empty();

  void listen(@Observes @Initialized(ApplicationScoped.class) Object start) {
    try {
      Class<?> type = application.loadClass(EVENTS + "EventListener");
      Object proxy = Proxy.newProxyInstance(application, new Class<?>[] {type}, this::invoke);
      events("register", proxy);
      listener = Optional.of(proxy);
    } catch (ReflectiveOperationException unknownServer) {
      LOG.log(WARNING, "the server has no event for its stop: {0}", unknownServer);
    }
  }

  @PreDestroy
  void leave() {
    try {
      if (listener.isPresent()) {
        events("unregister", listener.get());
      }
    } catch (ReflectiveOperationException failed) {
      LOG.log(WARNING, "the listener for a stop of the server stays registered", failed);
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

  private @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
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
      if (!changes.finish(MAX_DELAY)) {
        LOG.log(WARNING, "not all changes are answered after {0}", MAX_DELAY);
      }
      TimeUnit.NANOSECONDS.sleep(LINGER.toNanos());
    } catch (InterruptedException interrupted) {
      thread.interrupt();
    } finally {
      thread.setContextClassLoader(server);
    }
  }
}
