/** The cache, and what may happen to it. */
@NullMarked
package org.versionservice.storage.redis;

import org.jspecify.annotations.NullMarked;
