package org.versionservice.storage;

import java.util.Optional;
import org.versionservice.version.CommitId;
import org.versionservice.version.Outcome;

/**
 * The result of a processed change.
 *
 * @param commit the last commit of the change or, if nothing was stored, the newest commit; empty
 *     before the first one
 * @param pushState whether the remote has that commit
 */
public record Receipt(Outcome outcome, Optional<CommitId> commit, PushState pushState) {}
