package org.versionservice.api.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for an access token.
 *
 * @param name the principal, which also becomes the author of commits
 * @param role {@code reader}, {@code writer} or {@code admin}
 * @param projects the projects that the token is limited to, as {@code 1234} or {@code team_*}; all
 *     if absent
 * @param expiresIn the lifetime, a duration of ISO 8601; unlimited if absent
 */
public record TokenRequest(
    @Nullable String name,
    @Nullable String role,
    @Nullable List<@Nullable String> projects,
    @Nullable String expiresIn) {}
