/** How fast the kernel is, always as a ratio of two sides that were measured in one run. */
@NullMarked
package org.versionservice.bench;

import org.jspecify.annotations.NullMarked;
