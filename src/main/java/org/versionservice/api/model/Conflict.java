package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.versionservice.version.CommittedTransition;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.Transition;

/**
 * A version that was given out during an outage while the remote moved the app on.
 *
 * @param appId the app
 * @param version what was given out here
 * @param there what the app had on the remote
 * @param at when it was given out, RFC 3339 in UTC
 * @param by who asked for it
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
