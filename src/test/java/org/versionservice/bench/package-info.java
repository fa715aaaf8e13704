/** Benchmarks of the service; each compares two sides in one run and reports their ratio. */
@NullMarked
package org.versionservice.bench;

import org.jspecify.annotations.NullMarked;
