/** The settings, read once and checked at start. */
@NullMarked
package org.versionservice.config;

import org.jspecify.annotations.NullMarked;
