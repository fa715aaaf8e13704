package org.versionservice.storage.git.remote;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.PacketLineIn;

/**
 * The branches that a remote lists at the start of a connection.
 *
 * @param head the commit of the configured branch; empty if there is no such branch
 * @param others some of the other branches, without {@code refs/heads/}
 * @see <a href="https://git-scm.com/docs/gitprotocol-http#_smart_clients">gitprotocol-http</a>
 */
public record AdvertisedReferences(Optional<ObjectId> head, List<String> others) {

  private static final System.Logger LOG = System.getLogger(AdvertisedReferences.class.getName());

  static final int MAX_OTHERS = 5;

  private static final String FORMAT = "object-format=";

  /** Reads the list line by line, so that its length does not matter; refuses SHA-256. */
  static AdvertisedReferences read(PacketLineIn lines, String branch)
      throws IOException, RemoteException {
    Optional<ObjectId> head = Optional.empty();
    List<String> others = new ArrayList<>();
    int flushes = 0;
    while (flushes < 2) {
      String line = lines.readString();
      if (PacketLineIn.isEnd(line)) {
        flushes++;
        continue;
      }
      int end = line.indexOf('\0');
      checkFormat(end < 0 ? "" : line.substring(end + 1));
      String reference = end < 0 ? line : line.substring(0, end);
      if (reference.endsWith(" " + branch)) {
        head = Optional.of(ObjectId.fromString(reference.substring(0, 40)));
      } else if (reference.startsWith(" " + Constants.R_HEADS, 40) && others.size() < MAX_OTHERS) {
        others.add(reference.substring(41 + Constants.R_HEADS.length()));
      }
    }
    return new AdvertisedReferences(head, List.copyOf(others));
  }

  private static void checkFormat(String capabilities) throws RemoteException {
    for (String capability : capabilities.split(" ", -1)) {
      if (capability.startsWith(FORMAT) && !capability.equals(FORMAT + "sha1")) {
        throw RemoteException.refused(
            "the remote repository uses SHA-256; only SHA-1 repositories can be used", null);
      }
    }
  }

  /** Warns if the remote has other branches only, because the setting may be wrong. */
  void warnOfOthers(String branch) {
    if (head.isEmpty() && !others.isEmpty()) {
      LOG.log(
          WARNING,
          "the remote has no branch {0}, but {1}: the first change will make it. If one of those"
              + " holds the registry, stop and set GIT_BRANCH",
          branch.substring(Constants.R_HEADS.length()),
          RemoteMessage.singleLine(String.join(", ", others)));
    }
  }
}
