package org.versionservice.storage.git.commit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.storage.StorageException;
import org.versionservice.storage.StorageHealth;
import org.versionservice.storage.git.remote.RemoteBranch;
import org.versionservice.storage.git.repository.GitRepository;

/** Computes the health of Git storage from what is known here, without network calls. */
public record GitHealth(
    GitRepository repository,
    LocalBranch local,
    Optional<RemoteBranch> remote,
    Reconciler reconciler,
    SingleWriter writer) {

  /** The maximum number of broken files in the details. */
  private static final int MAX_FILES = 10;

  public int unpushed() {
    try {
      Optional<ObjectId> newest = local.commit();
      if (remote.isEmpty() || newest.isEmpty() || newest.equals(remote.get().known())) {
        return 0;
      }
      return repository.commits().count(remote.get().known(), newest.get());
    } catch (IOException unreadable) {
      throw StorageException.unavailable("the repository cannot be read", unreadable);
    }
  }

  /** Returns whether changes can be stored, and pushed if there is a remote. */
  public boolean isWritable() {
    return local.head().isPresent()
        && reconciler.defect().isEmpty()
        && writer.diskFault().isEmpty()
        && remote.flatMap(branch -> failureReason(branch, unpushed())).isEmpty();
  }

  public StorageHealth health() {
    Map<String, String> details = new LinkedHashMap<>();
    boolean loaded = local.head().isPresent();
    Optional<String> defect = reconciler.defect();
    Optional<String> fault = writer.diskFault();
    details.put("registry", loaded ? "loaded" : "not loaded");
    defect.ifPresent(problem -> details.put("defect", problem));
    details.put("conflicts", Integer.toString(reconciler.conflicts().size()));
    List<String> broken = brokenFiles();
    if (!broken.isEmpty()) {
      details.put("files", String.join("; ", broken));
    }
    fault.ifPresent(problem -> details.put("disk", "the repository cannot be used: " + problem));
    Optional<String> failure;
    try {
      int unpushed = unpushed();
      failure = remote.flatMap(branch -> failureReason(branch, unpushed));
      details.put("unpushed", Integer.toString(unpushed));
    } catch (StorageException unreadable) {
      return new StorageHealth(StorageHealth.Status.DOWN, details);
    }
    details.put("remote", remote.isEmpty() ? "none" : failure.orElse("answers"));
    StorageHealth.Status ready =
        failure.isPresent() || !broken.isEmpty()
            ? StorageHealth.Status.DEGRADED
            : StorageHealth.Status.UP;
    boolean down = !loaded || defect.isPresent() || fault.isPresent();
    return new StorageHealth(down ? StorageHealth.Status.DOWN : ready, details);
  }

  /** Returns the problems of the projects whose file is broken, the first ones only. */
  private List<String> brokenFiles() {
    return local.head().stream()
        .flatMap(head -> head.registry().problems().values().stream())
        .sorted()
        .limit(MAX_FILES)
        .toList();
  }

  /** While commits wait, the failure of the last push counts until a push lands. */
  private static Optional<String> failureReason(RemoteBranch branch, int unpushed) {
    return branch
        .failureReason()
        .or(() -> unpushed > 0 ? branch.pushFailureReason() : Optional.empty());
  }
}
