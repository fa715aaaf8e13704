package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.List;
import java.util.Optional;
import org.versionservice.storage.Receipt;
import org.versionservice.version.CommitId;
import org.versionservice.version.Transition;

/**
 * The response to a deletion.
 *
 * @param deleted the ids of the deleted apps, sorted
 * @param commit the last commit, final once it is pushed
 * @param pushed whether the remote has the commits; empty without a remote
 */
@JsonbPropertyOrder({"deleted", "commit", "pushed"})
public record Deleted(List<String> deleted, Optional<String> commit, Optional<Boolean> pushed) {

  public static Deleted of(List<Transition> steps, Receipt receipt) {
    return new Deleted(
        steps.stream().map(step -> step.app().value()).toList(),
        receipt.commit().map(CommitId::value),
        Changed.pushed(receipt));
  }
}
