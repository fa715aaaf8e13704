package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.storage.Receipt;
import org.versionservice.version.CommitId;
import org.versionservice.version.Outcome;

/**
 * The response to a conversion of the layout.
 *
 * @param commit the newest commit, final once it is pushed; empty before the first one
 * @param pushed whether the remote has the commit; empty without a remote
 */
@JsonbPropertyOrder({"layout", "commit", "pushed"})
public record ConvertedLayout(String layout, Optional<String> commit, Optional<Boolean> pushed) {

  public static ConvertedLayout of(Outcome.Converted converted, Receipt receipt) {
    return new ConvertedLayout(
        converted.layout().text(), receipt.commit().map(CommitId::value), Changed.pushed(receipt));
  }
}
