/** Tests of this part of Git storage. */
@NullMarked
package org.versionservice.storage.git.remote;

import org.jspecify.annotations.NullMarked;
