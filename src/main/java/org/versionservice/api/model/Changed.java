package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommitId;
import org.versionservice.version.ConventionalCommits;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/**
 * A version that was given to an app.
 *
 * @param appId the app
 * @param version what it has now
 * @param previous what it was computed from; none where a version was set that nothing stood before
 * @param revision how often the app changed
 * @param commit the commit that holds it, final once it is pushed
 * @param pushed whether the remote has it; none if there is no remote
 * @param type what moved on, where messages picked it
 * @param reason the message that picked it
 * @param dryRun true where nothing was done
 */
@JsonbPropertyOrder({
  "appId",
  "version",
  "previous",
  "revision",
  "commit",
  "pushed",
  "type",
  "reason",
  "dryRun"
})
public record Changed(
    String appId,
    String version,
    Optional<String> previous,
    long revision,
    Optional<String> commit,
    Optional<Boolean> pushed,
    Optional<String> type,
    Optional<String> reason,
    @JsonbProperty("dryRun") Optional<Boolean> dryRun)
    implements PlainVersion {

  public static Changed of(Transition step, Receipt receipt) {
    return new Changed(
        step.app().value(),
        step.version().toString(),
        step.previous().map(SemanticVersion::toString),
        step.revision(),
        receipt.commit().map(CommitId::value),
        pushed(receipt),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What is answered where the app had just that version. */
  public static Changed of(ApplicationVersion unchanged, Receipt receipt) {
    return new Changed(
        unchanged.id().value(),
        unchanged.current().toString(),
        Optional.of(unchanged.current().toString()),
        unchanged.revision(),
        receipt.commit().map(CommitId::value),
        pushed(receipt),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns whether the remote has a change; empty if it is not to be pushed. */
  static Optional<Boolean> pushed(Receipt receipt) {
    return receipt.pushState() == PushState.NO_PUSH
        ? Optional.empty()
        : Optional.of(receipt.pushState() == PushState.PUSHED);
  }

  /** This answer, which says what picked the type. */
  public Changed because(ConventionalCommits pick, Transition.Type picked) {
    return new Changed(
        appId,
        version,
        previous,
        revision,
        commit,
        pushed,
        Optional.of(picked.text()),
        Optional.of(pick.reason()),
        dryRun);
  }

  /** This answer, of a change that was only tried. */
  public Changed asDryRun() {
    return new Changed(
        appId, version, previous, revision, commit, pushed, type, reason, Optional.of(true));
  }

  @Override
  public String plainVersion() {
    return version;
  }
}
