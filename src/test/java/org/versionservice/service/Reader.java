package org.versionservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;

/** Reads from one replica, and remembers that nothing may go back. */
final class Reader {

  /**
   * What was read of an app.
   *
   * @param revision the highest revision it was there with
   * @param thereAgain whether it has to have a higher one to be there, because it was gone since
   */
  private record Read(long revision, boolean thereAgain) {}

  private final CacheOverlay versions;
  private final Map<ApplicationId, Read> read = new HashMap<>();

  Reader(CacheOverlay versions) {
    this.versions = versions;
  }

  /** Reads an app by itself and in the list of all. */
  void read(String id) {
    ApplicationId app = new ApplicationId(id);
    check(app, versions.find(app));
    check(app, versions.snapshot().registry().find(app));
  }

  private void check(ApplicationId app, Optional<ApplicationVersion> entry) {
    Read before = read.getOrDefault(app, new Read(-1, false));
    if (entry.isEmpty()) {
      read.put(app, new Read(before.revision(), before.revision() >= 0));
      return;
    }
    long revision = entry.get().revision();
    assertThat(revision).as("revision of %s", app).isGreaterThanOrEqualTo(before.revision());
    if (before.thereAgain()) {
      assertThat(revision).as("%s was deleted", app).isGreaterThan(before.revision());
    }
    read.put(app, new Read(revision, false));
  }
}
