/** Tests of this part of Git storage. */
@NullMarked
package org.versionservice.storage.git.history;

import org.jspecify.annotations.NullMarked;
