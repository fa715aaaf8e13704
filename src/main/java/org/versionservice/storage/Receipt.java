package org.versionservice.storage;

import java.util.Optional;
import org.versionservice.version.CommitId;
import org.versionservice.version.Outcome;

/**
 * What a caller gets for a change that was dealt with.
 *
 * @param outcome what became of it
 * @param commit the commit that holds it, of several the last one; where nothing was stored the
 *     newest commit there is, and empty while there is none
 * @param pushState whether the remote has that commit
 */
public record Receipt(Outcome outcome, Optional<CommitId> commit, PushState pushState) {}
