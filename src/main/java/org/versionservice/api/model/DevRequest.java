package org.versionservice.api.model;

import org.jspecify.annotations.Nullable;

/**
 * A request for the version of a build between releases.
 *
 * @param sha the source commit, 7 to 64 hexadecimal digits
 * @param branch accepted, but ignored
 * @param at the time that a sortable version contains, RFC 3339, such as the commit's
 */
public record DevRequest(@Nullable String sha, @Nullable String branch, @Nullable String at) {}
