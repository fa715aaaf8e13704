/** Reads and edits the text of {@code versions.json}. Uses no Git. */
@NullMarked
package org.versionservice.storage.git.versionsfile;

import org.jspecify.annotations.NullMarked;
