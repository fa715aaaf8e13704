/** Writes, reads, extends and merges packs of Git objects, durably. */
@NullMarked
package org.versionservice.storage.git.pack;

import org.jspecify.annotations.NullMarked;
