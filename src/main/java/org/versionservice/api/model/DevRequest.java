package org.versionservice.api.model;

import org.jspecify.annotations.Nullable;

/**
 * The source that a version between releases is asked for.
 *
 * @param sha its commit, 7 to 64 hexadecimal digits
 * @param branch its branch; for people who read logs, the version does not depend on it
 */
public record DevRequest(@Nullable String sha, @Nullable String branch) {}
