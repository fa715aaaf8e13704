/** Versions, changes and the registry: pure functions without a clock, a disk or a socket. */
@NullMarked
package org.versionservice.version;

import org.jspecify.annotations.NullMarked;
