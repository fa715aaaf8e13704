/** Tools to test the service's promises: real remotes, fault injection, and a checker. */
@NullMarked
package org.versionservice.proof;

import org.jspecify.annotations.NullMarked;
