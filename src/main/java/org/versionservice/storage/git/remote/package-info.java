/** Push and fetch over HTTP and SSH, and the circuit breaker. */
@NullMarked
package org.versionservice.storage.git.remote;

import org.jspecify.annotations.NullMarked;
