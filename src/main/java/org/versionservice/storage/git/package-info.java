/** The store that is a Git repository; the only room that knows JGit. */
@NullMarked
package org.versionservice.storage.git;

import org.jspecify.annotations.NullMarked;
