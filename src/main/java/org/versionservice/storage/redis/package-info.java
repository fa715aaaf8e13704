/** The versions in Redis: a cache that all replicas share, and that may die. */
@NullMarked
package org.versionservice.storage.redis;

import org.jspecify.annotations.NullMarked;
