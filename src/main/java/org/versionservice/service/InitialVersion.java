package org.versionservice.service;

import org.versionservice.version.SemanticVersion;

/**
 * What an app that was never heard of moves on from.
 *
 * @param version as configured
 */
public record InitialVersion(SemanticVersion version) {}
