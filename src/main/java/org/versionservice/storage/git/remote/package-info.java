/** Push and fetch: HTTP and SSH, the circuit breaker, and what a remote says. */
@NullMarked
package org.versionservice.storage.git.remote;

import org.jspecify.annotations.NullMarked;
