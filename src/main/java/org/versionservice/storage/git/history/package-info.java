/** The history of an app, the state at a commit, and the event feed. */
@NullMarked
package org.versionservice.storage.git.history;

import org.jspecify.annotations.NullMarked;
