package org.versionservice.service;

import org.versionservice.version.SemanticVersion;

/**
 * What an app that was never heard of moves on from.
 *
 * @param version where no tag tells anything else
 * @param discoveryRequired whether nothing is issued while nobody knows what the tags tell
 */
public record InitialVersion(SemanticVersion version, boolean discoveryRequired) {}
