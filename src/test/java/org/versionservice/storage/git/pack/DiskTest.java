package org.versionservice.storage.git.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JDK Flight Recorder shows that the disk forces content and directories. */
class DiskTest {

  @TempDir Path directory;
  private final Disk disk = new Disk();

  @Test
  void create_forcesTheContent() throws IOException {
    Path file = directory.resolve("file");
    assertThat(forcedBy(() -> disk.create(file, content()))).containsExactly(file.toString());
    assertThat(file).hasContent("content");
  }

  @Test
  void force_forcesTheDirectory() throws IOException {
    assertThat(forcedBy(() -> disk.force(directory))).containsExactly(directory.toString());
  }

  @Test
  void create_ofAFileThatIsThere_leavesItAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");
    assertThatThrownBy(() -> disk.create(file, content()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("before");
  }

  private static ByteBuffer content() {
    return ByteBuffer.wrap("content".getBytes(UTF_8));
  }

  private interface Step {
    void run() throws IOException;
  }

  private List<String> forcedBy(Step step) throws IOException {
    Path dump = Files.createTempFile("recording", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold();
      recording.start();
      step.run();
      recording.stop();
      recording.dump(dump);
      return RecordingFile.readAllEvents(dump).stream()
          .map(event -> event.getString("path"))
          .filter(path -> path.startsWith(directory.toString()))
          .toList();
    } finally {
      Files.delete(dump);
    }
  }
}
