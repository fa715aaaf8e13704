package org.versionservice.api.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version is asked for; all of it may be missing.
 *
 * @param sha the source commit, 7 to 64 hexadecimal digits: an app has one version for it, however
 *     often it is asked for
 * @param commits messages of source commits, which pick what moves on
 */
public record IncrementRequest(@Nullable String sha, @Nullable List<String> commits) {}
