package org.versionservice.service;

import org.versionservice.version.SemanticVersion;

/**
 * The settings for the first version of an unknown app.
 *
 * @param version the version that precedes the first one, unless a release tag is higher
 * @param discoveryRequired whether to issue nothing while the tags cannot be read
 */
public record InitialVersion(SemanticVersion version, boolean discoveryRequired) {}
