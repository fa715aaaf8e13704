package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Unused native memory is returned by the JVMs that the service is tested with. */
class NativeMemoryTest {

  @Test
  void trim_withHotSpot_isOffered() throws Exception {
    assumeThat(System.getProperty("java.vm.name")).contains("OpenJDK");
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .isRegistered(new ObjectName("com.sun.management:type=DiagnosticCommand")))
        .isTrue();
    assertThat(NativeMemory.trim()).isTrue();
  }
}
