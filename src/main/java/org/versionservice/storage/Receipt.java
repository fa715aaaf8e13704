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
 * @param pushed whether the remote has it; empty if no remote is configured
 */
public record Receipt(Outcome outcome, Optional<CommitId> commit, Optional<Boolean> pushed) {}
