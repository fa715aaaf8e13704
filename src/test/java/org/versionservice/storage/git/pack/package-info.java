/** Tests of this part of Git storage. */
@NullMarked
package org.versionservice.storage.git.pack;

import org.jspecify.annotations.NullMarked;
