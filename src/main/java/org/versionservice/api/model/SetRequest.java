package org.versionservice.api.model;

import org.jspecify.annotations.Nullable;

/**
 * A version of the caller's own.
 *
 * @param version by SemVer 2.0.0, at most 256 characters
 */
public record SetRequest(@Nullable String version) {}
