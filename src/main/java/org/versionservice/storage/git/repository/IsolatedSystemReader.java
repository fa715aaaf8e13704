package org.versionservice.storage.git.repository;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Hides the Git configuration of the user and the machine from JGit. */
final class IsolatedSystemReader extends SystemReader.Delegate {

  private IsolatedSystemReader(SystemReader machine) {
    super(machine);
  }

  /** Makes JGit use this reader and the JDK's SHA-1, which is several times faster than its own. */
  static void install() {
    System.setProperty("org.eclipse.jgit.util.sha1.implementation", "jdkNative");
    if (!(SystemReader.getInstance() instanceof IsolatedSystemReader)) {
      SystemReader.setInstance(new IsolatedSystemReader(SystemReader.getInstance()));
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

  private static final class FixedConfig extends FileBasedConfig {

    /** The worst resolution of a file system's times. */
    private static final Duration TIME_RESOLUTION = Duration.ofSeconds(2);

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
     * Returns a fixed time resolution, which JGit otherwise measures for three seconds before it
     * opens its first repository. A coarse one only makes JGit read young files again.
     */
    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? unit.convert(TIME_RESOLUTION)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
