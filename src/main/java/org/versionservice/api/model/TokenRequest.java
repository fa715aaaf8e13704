package org.versionservice.api.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token that is asked for.
 *
 * @param name whom it lets in; the author of commits
 * @param role {@code reader}, {@code writer} or {@code admin}
 * @param projects the projects it is limited to, as {@code 1234} or {@code team_*}; all if absent
 * @param expiresIn how long it is valid, ISO-8601; for ever if absent
 */
public record TokenRequest(
    @Nullable String name,
    @Nullable String role,
    @Nullable List<@Nullable String> projects,
    @Nullable String expiresIn) {}
