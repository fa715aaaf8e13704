package org.versionservice.api.model;

import org.jspecify.annotations.Nullable;

/**
 * A request to set a version.
 *
 * @param version a version of SemVer 2.0.0, at most 256 characters
 */
public record SetRequest(@Nullable String version) {}
