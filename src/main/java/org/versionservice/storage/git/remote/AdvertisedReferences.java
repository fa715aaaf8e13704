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
 * What a remote tells of its branches before anything else.
 *
 * @param head where the branch is that was asked for; empty if there is none
 * @param others some of the other branches, without {@code refs/heads/}
 * @see <a href="https://git-scm.com/docs/gitprotocol-http#_smart_clients">gitprotocol-http</a>
 */
public record AdvertisedReferences(Optional<ObjectId> head, List<String> others) {

  private static final System.Logger LOG = System.getLogger(AdvertisedReferences.class.getName());

  /** How many of the other branches are told at most. */
  static final int MOST_OTHERS = 5;

  private static final String FORMAT = "object-format=";

  /**
   * Reads them as they come, in little memory.
   *
   * @throws RemoteException if the remote's commits have other names than SHA-1s
   * @throws IOException if it is no such answer, or breaks off
   */
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
      } else if (reference.startsWith(" " + Constants.R_HEADS, 40) && others.size() < MOST_OTHERS) {
        others.add(reference.substring(41 + Constants.R_HEADS.length()));
      }
    }
    return new AdvertisedReferences(head, List.copyOf(others));
  }

  private static void checkFormat(String capabilities) throws RemoteException {
    for (String capability : capabilities.split(" ", -1)) {
      if (capability.startsWith(FORMAT) && !capability.equals(FORMAT + "sha1")) {
        throw new RemoteException(
            RemoteException.Kind.REFUSED,
            "the remote repository uses SHA-256; only SHA-1 repositories can be used",
            null);
      }
    }
  }

  /** Warns if there is no such branch although there are others: it may be a wrong setting. */
  void warnOfOthers(String branch) {
    if (head.isEmpty() && !others.isEmpty()) {
      LOG.log(
          WARNING,
          "the remote has no branch {0}, but {1}: the first change will make it. If one of those"
              + " holds the registry, stop and set GIT_BRANCH",
          branch.substring(Constants.R_HEADS.length()),
          RemoteWords.plain(String.join(", ", others)));
    }
  }
}
