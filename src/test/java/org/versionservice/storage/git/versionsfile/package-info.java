/** Tests of this part of Git storage. */
@NullMarked
package org.versionservice.storage.git.versionsfile;

import org.jspecify.annotations.NullMarked;
