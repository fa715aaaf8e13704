package org.versionservice.storage.git.repository;

import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.versionservice.version.ApplicationId;

/**
 * A commit to be added.
 *
 * @param time in seconds since 1970
 * @param app which app it is about, if it is one of this service's
 */
public record ListedCommit(ObjectId commit, int time, Optional<ApplicationId> app) {}
