package org.versionservice.service;

import static java.lang.System.Logger.Level.DEBUG;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The memory of the process outside of the Java heap. */
final class NativeMemory {

  private static final System.Logger LOG = System.getLogger(NativeMemory.class.getName());

  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

  private NativeMemory() {}

  /**
   * Returns freed memory to the operating system, where the JVM can (HotSpot from 17.0.9 with
   * glibc). The C library keeps what the compiler threads have used and freed: tens of megabytes
   * after a start.
   *
   * @return whether the JVM can
   */
  static boolean trim() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(new ObjectName(COMMANDS), "systemTrimNativeHeap", new Object[0], new String[0]);
      return true;
    } catch (JMException notOffered) {
      LOG.log(DEBUG, "this JVM does not trim its native memory", notOffered);
      return false;
    }
  }
}
