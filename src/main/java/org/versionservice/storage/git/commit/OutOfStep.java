package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.remote.RemoteException;

/** Finds out whether the branch on disk, the remote and the published state differ. Thread-safe. */
public record OutOfStep(
    LocalBranch local,
    Optional<RemoteBranch> remote,
    Reconciler reconciler,
    CatchUp catchUp,
    SingleWriter writer,
    RemoteCheckCounter checks) {

  /** Returns whether a difference is known that can be mended now; makes no network call. */
  public boolean isKnown() {
    try {
      // In local, synchronising does not push; it finds out early why pushes do not land.
      return needsSynchronising() || (!catchUp.isRemoteUsed() && isPushDue());
    } catch (IOException unreadable) {
      return true;
    }
  }

  /** Returns whether there is a difference; asks the remote, but not in a pause after a failure. */
  public boolean isFound() {
    try {
      if (remote.isEmpty() || local.head().isEmpty()) {
        return isKnown();
      }
      return remote.get().allowsRequest() && differs(remote.get());
    } catch (RemoteException outOfReach) {
      return false;
    } catch (IOException unreadable) {
      return true;
    }
  }

  private boolean needsSynchronising() throws IOException {
    return local.head().isEmpty()
        || reconciler.defect().isPresent()
        || writer.diskFault().isPresent()
        || !local.isInStep()
        || (catchUp.isRemoteUsed() && isPushDue())
        || remote.filter(RemoteBranch::isDueAgain).isPresent();
  }

  /** Returns whether the remote lacks commits that can be pushed now, and no push is under way. */
  private boolean isPushDue() throws IOException {
    return remote.filter(OutOfStep::mayPushNow).isPresent() && !catchUp.isInStep();
  }

  private static boolean mayPushNow(RemoteBranch branch) {
    return branch.mayPush() && branch.pacing().isDue() && !branch.isBusy();
  }

  private boolean differs(RemoteBranch branch) throws IOException, RemoteException {
    long comparison = checks.begin();
    Optional<ObjectId> there = branch.head();
    boolean known = there.equals(branch.known()) || branch.isKnown(there);
    boolean differs = !known || needsSynchronising();
    if (!differs) {
      checks.end(comparison);
    }
    return differs;
  }
}
