package org.versionservice.storage.git.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Hides the Git configuration of the user and the machine from JGit. */
final class IsolatedSystemReader extends SystemReader.Delegate {

  /** The worst resolution of a file system's times. */
  private static final Duration COARSE = Duration.ofSeconds(2);

  /** The worst resolution where times have a fraction of a second: that of the kernel's clock. */
  private static final Duration FINE = Duration.ofMillis(10);

  private volatile Duration timeResolution = FINE;

  private IsolatedSystemReader(SystemReader machine) {
    super(machine);
  }

  /**
   * Makes JGit use this reader and the JDK's SHA-1, which is several times faster than its own.
   *
   * @param directory an existing directory of the file system that JGit will use
   */
  static void install(Path directory) {
    System.setProperty("org.eclipse.jgit.util.sha1.implementation", "jdkNative");
    if (!(SystemReader.getInstance() instanceof IsolatedSystemReader)) {
      SystemReader.setInstance(new IsolatedSystemReader(SystemReader.getInstance()));
    }
    if (SystemReader.getInstance() instanceof IsolatedSystemReader installed) {
      installed.learnTimes(directory);
    }
  }

  private void learnTimes(Path directory) {
    try {
      Path file = Files.createTempFile(directory, "tmp_", null);
      Instant written = Files.getLastModifiedTime(file).toInstant();
      Files.delete(file);
      timeResolution =
          written.equals(written.truncatedTo(ChronoUnit.SECONDS)) ? COARSE : timeResolution;
    } catch (IOException diskFault) {
      timeResolution = COARSE;
    }
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new FixedConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new FixedConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new FixedConfig(parent, fs);
  }

  private final class FixedConfig extends FileBasedConfig {

    FixedConfig(Config parent, FS fs) {
      super(parent, null, fs);
      // A redirect may send credentials to another host; SmartHttpRemote follows only safe ones.
      setString("http", null, HttpConfig.FOLLOW_REDIRECTS_KEY, "false");
      // The garbage collection after a fetch would delete files that this service is writing.
      setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
      setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTOPACKLIMIT, 0);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    /**
     * Returns a time resolution, which JGit otherwise measures for three seconds before it opens
     * its first repository. For a time a little longer than that after each new pack, JGit reads
     * the directory of the packs for each object that it does not find.
     */
    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? unit.convert(timeResolution)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
