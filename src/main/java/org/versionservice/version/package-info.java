/** What a version is and how it moves on: pure values, without a clock, a disk or a socket. */
@NullMarked
package org.versionservice.version;

import org.jspecify.annotations.NullMarked;
