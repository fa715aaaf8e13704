package org.versionservice.storage.git.remote;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.git.pack.PackedObject;
import org.versionservice.storage.git.repository.GitRepository;

/** The repository that all replicas push to. Its branch decides which replica was first. */
public interface Remote {

  /** Returns the commit of the branch; empty if the remote has no such branch. */
  Optional<ObjectId> head() throws RemoteException;

  /**
   * Fetches the branch's commits and moves {@link GitRepository#remoteHead}.
   *
   * @param there the commit of the branch a moment ago; it may have moved since
   * @throws IOException if the commits cannot be stored
   */
  void fetch(ObjectId there) throws RemoteException, IOException;

  /**
   * Moves the branch, if it is at the expected commit.
   *
   * @return whether it was moved; if not, {@link #head} shows whether another replica was faster or
   *     the remote declines the push
   * @throws IOException if nothing was sent, because the commits here cannot be read
   */
  PushReport push(Push push) throws RemoteException, IOException;

  /**
   * A push.
   *
   * @param expected the commit that the branch must have; empty if it must not exist
   * @param target the commit that it is moved to
   * @param objects the objects that the remote lacks; empty if they are not known
   */
  record Push(Optional<ObjectId> expected, ObjectId target, List<PackedObject> objects) {}
}
