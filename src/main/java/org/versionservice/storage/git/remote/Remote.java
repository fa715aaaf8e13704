package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.repository.GitRepository;

/** The repository that all replicas push to. Its branch decides who was first. */
public interface Remote extends AutoCloseable {

  /** Where the branch is; empty if the remote has no such branch. */
  Optional<ObjectId> head() throws RemoteException;

  /**
   * Brings the branch's commits here; {@link GitRepository#remoteHead} follows.
   *
   * @param there where the branch was just now; it may be further by now
   * @throws IOException if they cannot be stored
   */
  void fetch(ObjectId there) throws RemoteException, IOException;

  /**
   * Moves the branch, if it is where it is expected to be.
   *
   * @return whether it was moved; if not, {@link #head} shows whether somebody else was faster or
   *     the remote declines it
   * @throws IOException if nothing was sent, because the commits here cannot be read
   */
  PushReport push(Push push) throws RemoteException, IOException;

  @Override
  void close();

  /**
   * What is pushed.
   *
   * @param expected where the branch should be, empty if it should not exist
   * @param target where it is moved to
   * @param objects what the remote does not have yet; empty if that has to be found out
   */
  record Push(Optional<ObjectId> expected, ObjectId target, List<PackedObject> objects) {}
}
