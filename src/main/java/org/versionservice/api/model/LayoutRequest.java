package org.versionservice.api.model;

import org.jspecify.annotations.Nullable;

/**
 * A request to move all entries to the files of a layout.
 *
 * @param layout {@code single} or {@code project}
 */
public record LayoutRequest(@Nullable String layout) {}
