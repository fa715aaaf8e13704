package org.versionservice.config;

import org.versionservice.storage.git.GitSettings;
import org.versionservice.version.SemanticVersion;

/**
 * Everything that can be configured.
 *
 * @param git where the repository is and how it is reached
 * @param initial what an app that was never heard of moves on from
 */
public record Settings(GitSettings git, SemanticVersion initial) {}
