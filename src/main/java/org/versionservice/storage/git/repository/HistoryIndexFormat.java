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
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.EntryMembers;
import org.versionservice.version.IdempotencyLog;

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
  private static final byte[] VERSION = "version-service history-index 1\n".getBytes(US_ASCII);

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
        commit, readEntries(in), readEntries(in), IdempotencyLog.read(in, keysKeptFor), conflicts);
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
      Map<String, Object> members = EntryMembers.of(entry);
      out.writeUTF(entry.id().value());
      out.writeInt(members.size());
      for (Map.Entry<String, Object> member : members.entrySet()) {
        out.writeUTF(member.getKey());
        out.writeBoolean(member.getValue() instanceof Long);
        if (member.getValue() instanceof Long number) {
          out.writeLong(number);
        } else {
          out.writeUTF(member.getValue().toString());
        }
      }
    }
  }

  private static List<ApplicationVersion> readEntries(DataInput in) throws IOException {
    int size = in.readInt();
    List<ApplicationVersion> entries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      EntryMembers members = new EntryMembers(new ApplicationId(in.readUTF()));
      for (int rest = in.readInt(); rest > 0; rest--) {
        String name = in.readUTF();
        Object value = in.readBoolean() ? (Object) in.readLong() : in.readUTF();
        if (!members.read(name, value)) {
          throw new StreamCorruptedException("an entry has the unknown member " + name);
        }
      }
      entries.add(
          members.entry().orElseThrow(() -> new StreamCorruptedException("a version is missing")));
    }
    return entries;
  }
}
