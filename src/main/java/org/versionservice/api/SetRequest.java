package org.versionservice.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A version of the caller's own.
 *
 * @param version by SemVer 2.0.0, at most 256 characters
 */
@Schema(description = "The version to set")
public record SetRequest(
    @Schema(description = "By SemVer 2.0.0, at most 256 characters", example = "2.0.0")
        @Nullable String version) {}
