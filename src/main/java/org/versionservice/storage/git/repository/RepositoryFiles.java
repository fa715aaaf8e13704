package org.versionservice.storage.git.repository;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;

/** Repairs the files of a repository that contain no data of their own. */
final class RepositoryFiles {

  private static final System.Logger LOG = System.getLogger(RepositoryFiles.class.getName());

  private static final String CONFIG =
      """
      [core]
      \trepositoryformatversion = 0
      \tfilemode = true
      \tbare = true
      [gc]
      \tauto = 0
      """;

  private static final List<String> DIRECTORIES =
      List.of("objects/pack", "objects/info", "refs/heads", "refs/tags");

  private static final Pattern PACKED =
      Pattern.compile("#.*|\\^[0-9a-f]{40}|[0-9a-f]{40} refs/\\S+|");

  private RepositoryFiles() {}

  /**
   * Creates the missing files and replaces the damaged ones.
   *
   * @param branch the reference that HEAD names
   */
  static void repair(Path directory, String branch) throws IOException {
    boolean existed = Files.isDirectory(directory.resolve("objects"));
    for (String name : DIRECTORIES) {
      Files.createDirectories(directory.resolve(name));
    }
    write(directory.resolve(Constants.HEAD), "ref: " + branch + "\n", existed);
    if (!isConfig(directory.resolve(Constants.CONFIG))) {
      write(directory.resolve(Constants.CONFIG), CONFIG, existed);
    }
    Path packed = directory.resolve(Constants.PACKED_REFS);
    if (Files.exists(packed) && !isPackedReferences(packed)) {
      LOG.log(WARNING, "{0} is damaged and set aside", packed);
      Files.move(
          packed,
          packed.resolveSibling("packed-refs.damaged"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void write(Path file, String text, boolean warn) throws IOException {
    if (Files.exists(file) && new String(Files.readAllBytes(file), UTF_8).equals(text)) {
      return;
    }
    if (warn) {
      LOG.log(WARNING, "{0} is written anew", file);
    }
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isConfig(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    String text = new String(Files.readAllBytes(file), UTF_8);
    try {
      Config config = new Config();
      config.fromText(text);
      return config.getSections().contains("core") && text.indexOf('\0') < 0;
    } catch (ConfigInvalidException damaged) {
      return false;
    }
  }

  private static boolean isPackedReferences(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8)
        .lines()
        .allMatch(line -> PACKED.matcher(line).matches());
  }
}
