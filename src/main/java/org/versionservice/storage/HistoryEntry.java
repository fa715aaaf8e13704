package org.versionservice.storage;

import java.time.Instant;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.SemanticVersion;
import org.versionservice.version.SourceSha;
import org.versionservice.version.Transition;

/**
 * One step of an app, read from its commit.
 *
 * @param previous the version that the new one was computed from; empty if a set version is the
 *     app's first
 * @param version the new version; of a deleted app the last one
 * @param revision the app's new revision
 * @param by the caller
 * @param sha the source commit of the version, if named
 * @param reservedUntil the time until which the version was only reserved
 * @param message the first line of the commit's message
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
    Optional<Instant> reservedUntil,
    String message) {}
