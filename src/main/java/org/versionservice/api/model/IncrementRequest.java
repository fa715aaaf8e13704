package org.versionservice.api.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for the next version; all members are optional.
 *
 * @param sha the source commit, 7 to 64 hexadecimal digits; an app gets only one version for it,
 *     however many requests name it
 * @param commits the source commit messages that determine the increment
 */
public record IncrementRequest(@Nullable String sha, @Nullable List<String> commits) {}
