/** The cache of versions in Redis, which all replicas share and which may fail at any time. */
@NullMarked
package org.versionservice.storage.redis;

import org.jspecify.annotations.NullMarked;
