/** Storage in a Git repository; the only package that uses JGit. */
@NullMarked
package org.versionservice.storage.git;

import org.jspecify.annotations.NullMarked;
