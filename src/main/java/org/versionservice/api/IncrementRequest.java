package org.versionservice.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a version is asked for; all of it may be missing.
 *
 * @param sha the source commit, 7 to 64 hexadecimal digits: an app has one version for it, however
 *     often it is asked for
 * @param commits messages of source commits, which pick what moves on
 */
@Schema(description = "What the version is for")
public record IncrementRequest(
    @Schema(
            description =
                "Source commit, 7 to 64 hexadecimal digits: the same one gets the same version",
            example = "4f2a9c1d")
        @Nullable String sha,
    @Schema(
            description = "Messages of the source commits: Conventional Commits pick the type",
            example = "[\"feat: sign in with a passkey\",\"fix: typo\"]")
        @Nullable List<@Nullable String> commits) {}
