package org.versionservice.api;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.versionservice.storage.Receipt;
import org.versionservice.version.CommitId;
import org.versionservice.version.Transition;

/**
 * Apps that were deleted.
 *
 * @param deleted their ids, sorted
 * @param commit the last of the commits, final once it is pushed
 * @param pushed whether the remote has them; none if there is no remote
 */
@JsonbPropertyOrder({"deleted", "commit", "pushed"})
@Schema(description = "Apps that were deleted")
public record Deleted(
    @Schema(example = "[\"1234-user-service\"]") List<String> deleted,
    @Schema(example = "9c56cc51b374c3ba189210d5b6d4bf57790d351c") Optional<String> commit,
    @Schema(description = "Whether the remote has it; absent without a remote", example = "true")
        Optional<Boolean> pushed) {

  static Deleted of(List<Transition> steps, Receipt receipt) {
    return new Deleted(
        steps.stream().map(step -> step.app().value()).toList(),
        receipt.commit().map(CommitId::value),
        receipt.pushed());
  }
}
