package org.versionservice.storage.git.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versionservice.storage.StorageException;

/** Only one application uses a data directory, and only its user may read it. */
class DataDirectoryTest {

  @TempDir Path temporary;

  @Test
  void take_byASecondApplicationOfTheSameProcess_leavesTheLockToTheFirst()
      throws IOException, ReflectiveOperationException, InterruptedException {
    Path data = temporary.resolve("data");
    Path otherName = Files.createSymbolicLink(temporary.resolve("link"), data);
    try (DataDirectory first = DataDirectory.take(data)) {
      assertThat(first.repository()).isEqualTo(data.resolve(".git"));
      for (Path name : List.of(data, otherName)) {
        assertThatThrownBy(() -> takeAsAnotherApplication(name))
            .rootCause()
            .hasMessageContaining("in use by another application");
      }
      assertThat(canLockElsewhere(data)).as("another process").isFalse();
    }
    assertThat(canLockElsewhere(data)).as("after it was released").isTrue();
    takeAsAnotherApplication(data);
  }

  @Test
  void take_keepsOtherUsersOut() throws IOException {
    for (String name : List.of("new", "old")) {
      Path data = temporary.resolve(name);
      if (name.equals("old")) {
        Files.createDirectory(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      try (DataDirectory taken = DataDirectory.take(data)) {
        assertThat(taken.repository()).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
            .isEqualTo("rwx------");
      }
    }
  }

  @Test
  void take_ofWhatIsNoDirectory_saysSo() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> DataDirectory.take(file).close())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot be used");
  }

  /** Locks a directory with the classes of another class loader, and releases it. */
  private static void takeAsAnotherApplication(Path data)
      throws IOException, ReflectiveOperationException {
    try (URLClassLoader other =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = other.loadClass(DataDirectory.class.getName());
      Method take = type.getDeclaredMethod("take", Path.class);
      take.setAccessible(true);
      Object taken = take.invoke(null, data);
      Method close = type.getDeclaredMethod("close");
      close.setAccessible(true);
      close.invoke(taken);
    }
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    StringTokenizer entries =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      urls.add(Path.of(entries.nextToken()).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private static boolean canLockElsewhere(Path data) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Lock.class.getName(),
                data.resolve("lock").toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() == 0;
  }

  /** A process that locks a file; its exit code is 0 if that succeeded. */
  static final class Lock {

    private Lock() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        System.exit(lock == null ? 1 : 0);
      }
    }
  }
}
