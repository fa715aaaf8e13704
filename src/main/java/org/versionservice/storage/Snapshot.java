package org.versionservice.storage;

import java.util.Optional;
import org.versionservice.version.CommitId;
import org.versionservice.version.Registry;

/**
 * What readers see: a whole state, never changed once published.
 *
 * @param registry all apps
 * @param head the commit that holds it, empty while there is none
 */
public record Snapshot(Registry registry, Optional<CommitId> head) {}
