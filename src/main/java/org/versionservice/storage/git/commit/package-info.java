/** Turns a batch of changes into commits: group commit, replay and reconciliation. */
@NullMarked
package org.versionservice.storage.git.commit;

import org.jspecify.annotations.NullMarked;
