package org.versionservice.storage.git.repository;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.EntryMembers;
import org.versionservice.version.HandedOut;
import org.versionservice.version.IdempotencyLog;
import org.versionservice.version.SemanticVersion;

/**
 * The bytes of a {@link HistoryIndex}, except the checksum at their end.
 *
 * @param branch the branch of the commits
 * @param keysKeptFor how long idempotency keys are kept
 */
record HistoryIndexFormat(String branch, Duration keysKeptFor) {

  /**
   * The beginning of each file. Its number is another one whenever a start learns something else
   * from the same commits.
   */
  private static final byte[] VERSION = "version-service history-index 3\n".getBytes(US_ASCII);

  private static final byte TEXT = 0;
  private static final byte NUMBER = 1;
  private static final byte OBJECT = 2;

  /** Checks that a file begins as one of this format. */
  static void checkVersion(byte[] beginning, int length) throws IOException {
    boolean same =
        length >= VERSION.length
            && Arrays.equals(beginning, 0, VERSION.length, VERSION, 0, VERSION.length);
    if (!same) {
      throw new StreamCorruptedException("it has another format");
    }
  }

  void write(HistoryIndex.Content content, Instant now, DataOutput out) throws IOException {
    out.write(VERSION);
    out.writeUTF(branch);
    out.writeUTF(keysKeptFor.toString());
    writeId(content.commit(), out);
    out.writeInt(content.conflicts().size());
    for (ObjectId conflict : content.conflicts()) {
      writeId(conflict, out);
    }
    writeEntries(content.live(), out);
    writeEntries(content.deleted(), out);
    writeHandedOut(content.handedOut(), out);
    content.log().writeTo(out, now);
  }

  /** Reads the newest commit that an index tells about. */
  ObjectId readCommit(DataInput in) throws IOException {
    in.readFully(new byte[VERSION.length]);
    if (!in.readUTF().equals(branch)) {
      throw new StreamCorruptedException("it is of another branch");
    }
    if (!in.readUTF().equals(keysKeptFor.toString())) {
      throw new StreamCorruptedException("it has idempotency keys of another time");
    }
    return readId(in);
  }

  HistoryIndex.Content read(DataInput in) throws IOException {
    ObjectId commit = readCommit(in);
    int size = in.readInt();
    List<ObjectId> conflicts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      conflicts.add(readId(in));
    }
    return new HistoryIndex.Content(
        commit,
        readEntries(in),
        readEntries(in),
        readHandedOut(in),
        IdempotencyLog.read(in, keysKeptFor),
        conflicts);
  }

  private static void writeId(ObjectId id, DataOutput out) throws IOException {
    byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
    id.copyRawTo(raw, 0);
    out.write(raw);
  }

  private static ObjectId readId(DataInput in) throws IOException {
    byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
    in.readFully(raw);
    return ObjectId.fromRaw(raw);
  }

  private static void writeEntries(List<ApplicationVersion> entries, DataOutput out)
      throws IOException {
    out.writeInt(entries.size());
    for (ApplicationVersion entry : entries) {
      out.writeUTF(entry.id().value());
      writeMembers(EntryMembers.of(entry), out);
    }
  }

  private static List<ApplicationVersion> readEntries(DataInput in) throws IOException {
    int size = in.readInt();
    List<ApplicationVersion> entries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      EntryMembers members = new EntryMembers(new ApplicationId(in.readUTF()));
      for (Map.Entry<String, Object> member : readMembers(in).entrySet()) {
        if (!members.read(member.getKey(), member.getValue())) {
          throw new StreamCorruptedException("an entry has the unknown member " + member.getKey());
        }
      }
      entries.add(
          members.entry().orElseThrow(() -> new StreamCorruptedException("a version is missing")));
    }
    return entries;
  }

  private static void writeMembers(Map<String, ?> members, DataOutput out) throws IOException {
    out.writeInt(members.size());
    for (Map.Entry<String, ?> member : members.entrySet()) {
      out.writeUTF(member.getKey());
      if (member.getValue() instanceof Long number) {
        out.writeByte(NUMBER);
        out.writeLong(number);
      } else if (member.getValue() instanceof Map<?, ?> object) {
        out.writeByte(OBJECT);
        writeMembers(EntryMembers.object(object), out);
      } else {
        out.writeByte(TEXT);
        out.writeUTF(member.getValue().toString());
      }
    }
  }

  private static Map<String, Object> readMembers(DataInput in) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int rest = in.readInt(); rest > 0; rest--) {
      String name = in.readUTF();
      Object value =
          switch (in.readByte()) {
            case NUMBER -> in.readLong();
            case OBJECT -> readMembers(in);
            default -> in.readUTF();
          };
      members.put(name, value);
    }
    return members;
  }

  private static void writeHandedOut(Map<ApplicationId, HandedOut> apps, DataOutput out)
      throws IOException {
    out.writeInt(apps.size());
    for (Map.Entry<ApplicationId, HandedOut> app : apps.entrySet()) {
      out.writeUTF(app.getKey().value());
      writeVersions(app.getValue().versions(), out);
      writeVersions(app.getValue().keptVersions(), out);
    }
  }

  private static void writeVersions(List<SemanticVersion> versions, DataOutput out)
      throws IOException {
    out.writeInt(versions.size());
    for (SemanticVersion version : versions) {
      out.writeUTF(version.toString());
    }
  }

  private static Map<ApplicationId, HandedOut> readHandedOut(DataInput in) throws IOException {
    Map<ApplicationId, HandedOut> apps = new HashMap<>();
    for (int rest = in.readInt(); rest > 0; rest--) {
      ApplicationId app = new ApplicationId(in.readUTF());
      apps.put(app, HandedOut.of(readVersions(in), readVersions(in)));
    }
    return apps;
  }

  private static List<SemanticVersion> readVersions(DataInput in) throws IOException {
    List<SemanticVersion> versions = new ArrayList<>();
    for (int rest = in.readInt(); rest > 0; rest--) {
      versions.add(SemanticVersion.parse(in.readUTF()));
    }
    return versions;
  }
}
