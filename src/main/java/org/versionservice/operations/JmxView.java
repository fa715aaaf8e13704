package org.versionservice.operations;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.StandardMBean;
import org.versionservice.service.VersionService;

/** Publishes metrics and health over JMX; the service also runs without it. */
@ApplicationScoped
public class JmxView implements VersionServiceMXBean {

  private static final System.Logger LOG = System.getLogger(JmxView.class.getName());
  private static final String NAME = "org.versionservice:type=VersionService";
  private static final double MICROSECONDS = 1000;

  /** Calls the bean with the application's class loader, which threads of JMX do not have. */
  private static final class InApplication extends StandardMBean {

    private final ClassLoader application = Thread.currentThread().getContextClassLoader();

    InApplication(VersionServiceMXBean view) {
      super(view, VersionServiceMXBean.class, true);
    }

    @Override
    public Object getAttribute(String attribute)
        throws AttributeNotFoundException, MBeanException, ReflectionException {
      ClassLoader before = enter(application);
      try {
        return super.getAttribute(attribute);
      } finally {
        enter(before);
      }
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
      ClassLoader before = enter(application);
      try {
        return super.getAttributes(attributes);
      } finally {
        enter(before);
      }
    }

    private static ClassLoader enter(ClassLoader loader) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      return before;
    }
  }

  @Inject private Meters meters;
  @Inject private VersionService versions;

  /** Registers this bean, in place of one that an earlier deployment left behind. */
  void register(@Observes @Initialized(ApplicationScoped.class) Object context) {
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName name = new ObjectName(NAME);
      if (server.isRegistered(name)) {
        server.unregisterMBean(name);
      }
      server.registerMBean(new InApplication(this), name);
    } catch (JMException failed) {
      LOG.log(WARNING, "metrics are not available over JMX", failed);
    }
  }

  @PreDestroy
  void unregister() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
    } catch (JMException gone) {
      LOG.log(System.Logger.Level.DEBUG, "metrics were not available over JMX", gone);
    }
  }

  @Override
  public String getStatus() {
    return versions.health().status().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Map<String, String> getDetails() {
    return versions.health().details();
  }

  @Override
  public int getApps() {
    return versions.apps();
  }

  @Override
  public long getRequests() {
    return meters.requests();
  }

  @Override
  public long getVersionsIssued() {
    return meters.versionsIssued();
  }

  @Override
  public long getBatches() {
    return meters.batchSize().getCount();
  }

  @Override
  public double getMeanBatchSize() {
    return meters.batchSize().getSnapshot().getMean();
  }

  @Override
  public double getMeanStoreMillis() {
    return meters.storeTime().getSnapshot().getMean() / MICROSECONDS;
  }

  @Override
  public double getMeanPushMillis() {
    return meters.pushTime().getSnapshot().getMean() / MICROSECONDS;
  }

  @Override
  public double getMaxPushMillis() {
    return meters.pushTime().getSnapshot().getMax() / MICROSECONDS;
  }

  @Override
  public int getUnpushedCommits() {
    return versions.unpushed();
  }

  @Override
  public int getWaitingChanges() {
    return versions.waiting();
  }

  @Override
  public double getCacheHitRate() {
    double hits = meters.cacheReads(true).getCount();
    return hits / (hits + meters.cacheReads(false).getCount());
  }

  @Override
  public boolean isLeaseHeld() {
    return versions.isLeaseHeld();
  }

  @Override
  public long getForwardedChanges() {
    return meters.forwarded().getCount();
  }

  @Override
  public int getConflicts() {
    return versions.conflicts().size();
  }
}
