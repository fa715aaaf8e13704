package org.versionservice.api.model;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.Optional;
import org.versionservice.storage.HistoryEntry;

/**
 * A change in the event stream: a {@link Step} with its app.
 *
 * @param revision the app's revision after the change
 */
@JsonbPropertyOrder({
  "appId",
  "version",
  "previous",
  "revision",
  "type",
  "at",
  "by",
  "sha",
  "commit",
  "message",
  "reservedUntil"
})
public record ChangeEvent(
    String appId,
    String version,
    Optional<String> previous,
    long revision,
    String type,
    String at,
    String by,
    Optional<String> sha,
    String commit,
    String message,
    Optional<String> reservedUntil) {

  public static ChangeEvent of(HistoryEntry entry) {
    Step step = Step.of(entry);
    return new ChangeEvent(
        entry.app().value(),
        step.version(),
        step.previous(),
        entry.revision(),
        step.type(),
        step.at(),
        step.by(),
        step.sha(),
        step.commit(),
        step.message(),
        step.reservedUntil());
  }
}
