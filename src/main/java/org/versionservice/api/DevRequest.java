package org.versionservice.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The source that a version between releases is asked for.
 *
 * @param sha its commit, 7 to 64 hexadecimal digits
 * @param branch its branch; for people who read logs, the version does not depend on it
 */
@Schema(description = "The source of a build between releases")
public record DevRequest(
    @Schema(description = "Source commit, 7 to 64 hexadecimal digits", example = "4f2a9c1d")
        @Nullable String sha,
    @Schema(description = "Source branch", example = "feature/login") @Nullable String branch) {}
