package org.versionservice.storage;

import java.time.Instant;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;
import org.versionservice.version.Transition;

/**
 * One step of an app, as its commit tells it.
 *
 * @param app the app
 * @param type what kind of step
 * @param previous what the version was computed from; empty where nothing stood before
 * @param version the version after it; of a deleted app the last one
 * @param revision the app's revision after it
 * @param at when
 * @param by who asked
 * @param sha the source commit that the version was asked for, where named
 * @param commit the commit
 * @param message its first line
 */
public record HistoryEntry(
    ApplicationId app,
    Transition.Type type,
    Optional<SemanticVersion> previous,
    SemanticVersion version,
    long revision,
    Instant at,
    String by,
    Optional<SourceSha> sha,
    CommitId commit,
    String message) {}
