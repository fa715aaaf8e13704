package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.time.Instant;
import java.util.Optional;
import org.versionservice.storage.PushState;
import org.versionservice.storage.Receipt;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.CommitId;
import org.versionservice.version.ConventionalCommits;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;
import org.versionservice.version.VersionFormat;

/**
 * The response to an increment or to a version that a client set.
 *
 * @param version the version that was issued or set
 * @param previous the version that it was computed from; empty if a set version is the app's first
 * @param revision the number of the app's changes
 * @param commit the commit that contains the version, final once it is pushed
 * @param pushed whether the remote has the commit; empty without a remote
 * @param type the increment that commit messages determined
 * @param reason the commit message that determined it
 * @param dryRun true if nothing was stored; otherwise empty
 * @param formatted the version in the format that the request names, if it names one
 * @param current whether an issued version became the app's current one
 * @param reservedUntil the time until which the version is reserved, RFC 3339 in UTC
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
  "dryRun",
  "formatted",
  "current",
  "reservedUntil"
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
    @JsonbProperty("dryRun") Optional<Boolean> dryRun,
    Optional<String> formatted,
    Optional<Boolean> current,
    Optional<String> reservedUntil)
    implements PlainVersion {

  /**
   * Returns the response for a step.
   *
   * @throws ProblemException if the format cannot express the version
   */
  public static Changed of(Transition step, Receipt receipt, Optional<VersionFormat> format) {
    return of(step.app(), step.version(), step.previous(), step.revision(), receipt, format)
        .until(step.reservedUntil());
  }

  /**
   * Returns the response for an app that already had the version.
   *
   * @throws ProblemException if the format cannot express the version
   */
  public static Changed of(
      ApplicationVersion unchanged, Receipt receipt, Optional<VersionFormat> format) {
    return of(unchanged, unchanged.current(), receipt, format);
  }

  /**
   * Returns the response for an app that already had one of its versions.
   *
   * @throws ProblemException if the format cannot express the version
   */
  public static Changed of(
      ApplicationVersion unchanged,
      SemanticVersion version,
      Receipt receipt,
      Optional<VersionFormat> format) {
    return of(
        unchanged.id(),
        version,
        Optional.of(unchanged.current()),
        unchanged.revision(),
        receipt,
        format);
  }

  private static Changed of(
      ApplicationId app,
      SemanticVersion version,
      Optional<SemanticVersion> previous,
      long revision,
      Receipt receipt,
      Optional<VersionFormat> format) {
    return new Changed(
        app.value(),
        version.toString(),
        previous.map(SemanticVersion::toString),
        revision,
        receipt.commit().map(CommitId::value),
        pushed(receipt),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        PlainVersion.formatted(version, format),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns whether the remote has a change; empty if it is not to be pushed. */
  static Optional<Boolean> pushed(Receipt receipt) {
    return receipt.pushState() == PushState.NO_PUSH
        ? Optional.empty()
        : Optional.of(receipt.pushState() == PushState.PUSHED);
  }

  /** Returns this response with the increment that commit messages determined. */
  public Changed because(ConventionalCommits pick, Transition.Type picked) {
    return with(
        Optional.of(picked.text()), Optional.of(pick.reason()), dryRun, current, reservedUntil);
  }

  /** Returns this response marked as a dry run. */
  public Changed asDryRun() {
    return with(type, reason, Optional.of(true), current, reservedUntil);
  }

  /** Returns this response for a version that is the app's current one, or not. */
  public Changed asCurrent(boolean isCurrent) {
    return with(type, reason, dryRun, Optional.of(isCurrent), reservedUntil);
  }

  private Changed until(Optional<Instant> end) {
    return with(type, reason, dryRun, current, end.map(Instant::toString));
  }

  private Changed with(
      Optional<String> otherType,
      Optional<String> otherReason,
      Optional<Boolean> dry,
      Optional<Boolean> now,
      Optional<String> until) {
    return new Changed(
        appId,
        version,
        previous,
        revision,
        commit,
        pushed,
        otherType,
        otherReason,
        dry,
        formatted,
        now,
        until);
  }

  @Override
  public String plainVersion() {
    return formatted.orElse(version);
  }
}
