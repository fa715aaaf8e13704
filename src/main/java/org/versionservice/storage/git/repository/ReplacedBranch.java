package org.versionservice.storage.git.repository;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;

/**
 * Decides whether a branch without a common ancestor is the same registry with a shorter history,
 * as after a squash of all commits.
 */
public final class ReplacedBranch {

  private ReplacedBranch() {}

  /**
   * Returns whether the remote's file may replace the local one: it has all local entries; or, if
   * {@code pushed}, some of them, and each other one with a later revision and no lower version.
   * The file of another registry has neither, whatever its versions.
   *
   * @param pushed whether the remote once had all local commits
   */
  public static boolean isAllowed(Registry here, Registry there, boolean pushed) {
    List<ApplicationVersion> known = here.everKnown();
    Map<ApplicationId, ApplicationVersion> found = new HashMap<>();
    there.everKnown().forEach(entry -> found.put(entry.id(), entry));
    long same = known.stream().filter(entry -> entry.equals(found.get(entry.id()))).count();
    return same == known.size()
        || (pushed
            && same > 0
            && known.stream().allMatch(entry -> mayFollow(entry, found.get(entry.id()))));
  }

  private static boolean mayFollow(ApplicationVersion earlier, @Nullable ApplicationVersion later) {
    if (later == null
        || later.revision() < earlier.revision()
        || later.highest().compareTo(earlier.highest()) < 0) {
      return false;
    }
    return later.revision() > earlier.revision() || later.equals(earlier);
  }
}
