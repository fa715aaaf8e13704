/** The interfaces and values that all stores of versions share. */
@NullMarked
package org.versionservice.storage;

import org.jspecify.annotations.NullMarked;
