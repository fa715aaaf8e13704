package org.versionservice.storage.git.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;
import org.versionservice.storage.git.repository.GitRepository;

/**
 * A request for the objects between two commits. It needs no negotiation, because both are known.
 *
 * @see <a href="https://git-scm.com/docs/protocol-v2#_fetch">protocol-v2, fetch</a>
 */
final class FetchRequest {

  private FetchRequest() {}

  /** Returns the body of the request; without {@code have} it asks for the whole history. */
  static byte[] request(Optional<ObjectId> have, ObjectId want) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    PacketLineOut lines = new PacketLineOut(out);
    lines.writeString("command=fetch");
    lines.writeDelim();
    if (have.isPresent()) {
      lines.writeString("thin-pack");
    }
    lines.writeString("ofs-delta");
    lines.writeString("no-progress");
    lines.writeString("want " + want.name());
    if (have.isPresent()) {
      lines.writeString("have " + have.get().name());
    }
    lines.writeString("done");
    lines.end();
    return out.toByteArray();
  }

  /**
   * Stores the objects of an answer as they arrive, with about 100 bytes of memory for each.
   *
   * @return whether there are objects; not if the server speaks an older protocol
   */
  static boolean store(InputStream answer, GitRepository repository) throws IOException {
    if (!new PacketLineIn(answer).readString().equals("packfile")) {
      return false;
    }
    try (ObjectInserter inserter = repository.jgit().newObjectInserter();
        SideBand pack = new SideBand(answer)) {
      PackParser parser = inserter.newPackParser(pack);
      parser.setAllowThin(true);
      parser.setNeedNewObjectIds(false);
      parser.setNeedBaseObjectIds(false);
      parser.parse(NullProgressMonitor.INSTANCE);
      inserter.flush();
      answer.transferTo(OutputStream.nullOutputStream());
      return true;
    }
  }
}
