package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.PacketLineOut;

/**
 * Asks for the objects between two commits in one request: what would be negotiated first is known.
 *
 * @see <a href="https://git-scm.com/docs/protocol-v2#_fetch">protocol-v2, fetch</a>
 */
final class UploadPack {

  /** How many digits tell the length of a line. */
  private static final int LENGTH = 4;

  private static final int DATA = 1;

  private UploadPack() {}

  /** The request for what leads from one commit to another. */
  static byte[] request(ObjectId have, ObjectId want) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    PacketLineOut lines = new PacketLineOut(out);
    lines.writeString("command=fetch");
    lines.writeDelim();
    lines.writeString("thin-pack");
    lines.writeString("ofs-delta");
    lines.writeString("no-progress");
    lines.writeString("want " + want.name());
    lines.writeString("have " + have.name());
    lines.writeString("done");
    lines.end();
    return out.toByteArray();
  }

  /**
   * Stores the objects that an answer brings.
   *
   * @return whether it brings any; a server that speaks an older protocol answers something else
   */
  static boolean store(byte[] answer, GitRepository repository) throws IOException {
    InputStream in = new ByteArrayInputStream(answer);
    if (!new PacketLineIn(in).readString().equals("packfile")) {
      return false;
    }
    try (ObjectInserter inserter = repository.jgit().newObjectInserter()) {
      PackParser parser = inserter.newPackParser(new ByteArrayInputStream(pack(in)));
      parser.setAllowThin(true);
      parser.setNeedNewObjectIds(false);
      parser.setNeedBaseObjectIds(false);
      parser.parse(NullProgressMonitor.INSTANCE);
      inserter.flush();
      return true;
    }
  }

  /** What comes in the first band; the others carry progress and complaints. */
  private static byte[] pack(InputStream in) throws IOException {
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    for (int length = length(in); length > LENGTH; length = length(in)) {
      byte[] line = in.readNBytes(length - LENGTH);
      if (line[0] == DATA) {
        pack.write(line, 1, line.length - 1);
      }
    }
    return pack.toByteArray();
  }

  /** The length of a line, these four digits included; less where the answer ends. */
  private static int length(InputStream in) throws IOException {
    byte[] digits = in.readNBytes(LENGTH);
    return digits.length < LENGTH ? 0 : HexFormat.fromHexDigits(new String(digits, US_ASCII));
  }
}
