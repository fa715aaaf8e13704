package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/**
 * A version that was issued here during an outage, while the remote moved the app to another one.
 *
 * @param version the version that was issued here
 * @param there the version on the remote
 * @param at the time of the issue, RFC 3339 in UTC
 * @param by the principal that requested it
 * @param commit the commit that brought it to the remote
 */
@JsonbPropertyOrder({"appId", "version", "there", "at", "by", "commit"})
public record Conflict(
    String appId, String version, String there, String at, String by, String commit) {

  public static Conflict of(CommittedTransition issued) {
    Transition step = issued.transition();
    return new Conflict(
        step.app().value(),
        step.version().toString(),
        step.conflict().map(SemanticVersion::toString).orElse(""),
        step.at().toString(),
        step.request().principal().name(),
        issued.commit().value());
  }
}
