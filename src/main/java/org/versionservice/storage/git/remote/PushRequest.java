package org.versionservice.storage.git.remote;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.transport.PacketLineOut;
import org.versionservice.storage.git.pack.PackBuilder;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.repository.GitRepository;

/**
 * The request that moves a branch: the command, then a pack of what the remote lacks. It may be
 * sent more than once.
 *
 * @param file the file of the body, deleted on close; empty for a body in memory
 * @see <a href="https://git-scm.com/docs/gitprotocol-pack#_pushing_data_to_a_server">pushing</a>
 */
record PushRequest(BodyPublisher body, Optional<Path> file) implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PushRequest.class.getName());

  static PushRequest of(Remote.Push push, List<PackedObject> objects, String branch)
      throws IOException {
    PackBuilder pack = new PackBuilder();
    objects.forEach(pack::append);
    ByteArrayOutputStream out = new ByteArrayOutputStream(pack.length() + 512);
    writeCommand(push, branch, out);
    ByteBuffer content = pack.toPack();
    out.write(content.array(), content.arrayOffset(), content.remaining());
    return new PushRequest(BodyPublishers.ofByteArray(out.toByteArray()), Optional.empty());
  }

  /** Returns a push of all that the target has and the expected commit has not, in a file. */
  static PushRequest ofMissing(Remote.Push push, GitRepository repository) throws IOException {
    Path directory = repository.jgit().getDirectory().toPath();
    Path file = Files.createTempFile(directory, "tmp_push", "");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        writeCommand(push, repository.branch(), out);
        writePack(push, repository, out);
      }
      return new PushRequest(BodyPublishers.ofFile(file), Optional.of(file));
    } catch (IOException failed) {
      Files.deleteIfExists(file);
      throw failed;
    }
  }

  private static void writeCommand(Remote.Push push, String branch, OutputStream out)
      throws IOException {
    PacketLineOut lines = new PacketLineOut(out);
    String from = push.expected().orElse(ObjectId.zeroId()).name();
    lines.writeString(
        from + ' ' + push.target().name() + ' ' + branch + "\0 report-status side-band-64k");
    lines.end();
  }

  private static void writePack(Remote.Push push, GitRepository repository, OutputStream out)
      throws IOException {
    try (ObjectReader reader = repository.jgit().newObjectReader();
        PackWriter pack = new PackWriter(repository.jgit(), reader)) {
      Set<ObjectId> there =
          Stream.concat(push.expected().stream(), repository.remoteHead().stream())
              .collect(Collectors.toSet());
      pack.setIndexDisabled(true);
      pack.setUseBitmaps(false);
      pack.setThin(true);
      pack.setDeltaBaseAsOffset(true);
      pack.preparePack(NullProgressMonitor.INSTANCE, Set.of(push.target()), there);
      pack.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
    }
  }

  @Override
  public void close() {
    try {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    } catch (IOException removedAtTheNextStart) {
      LOG.log(DEBUG, "a file is left behind", removedAtTheNextStart);
    }
  }
}
