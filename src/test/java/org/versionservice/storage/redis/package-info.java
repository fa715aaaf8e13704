/** Tests of the cache, also with failing servers. */
@NullMarked
package org.versionservice.storage.redis;

import org.jspecify.annotations.NullMarked;
