package org.versionservice.storage.git.repository;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * What JGit may know of the machine: nothing that a user or an administrator configured for Git,
 * and no file of its own in the user's home.
 */
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
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new Nothing(parent, fs);
  }

  /** A configuration that no file stands behind. */
  private static final class Nothing extends FileBasedConfig {

    /** How exact a file system's times are at worst. */
    private static final Duration INEXACT = Duration.ofSeconds(2);

    Nothing(Config parent, FS fs) {
      super(parent, null, fs);
      // A redirect would take the credentials elsewhere; SmartHttpRemote follows those that do not.
      setString("http", null, HttpConfig.FOLLOW_REDIRECTS_KEY, "false");
      // JGit would collect garbage behind a fetch: it deletes files that this service is writing.
      setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
      setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTOPACKLIMIT, 0);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    /**
     * Tells what JGit would measure for three seconds before it opens its first repository. A file
     * that is younger than that is only read again sooner than it had to be.
     */
    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? unit.convert(INEXACT)
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
