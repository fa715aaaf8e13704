/**
 * The repository on disk: data directory, references, trees, commit messages, and the recovery of a
 * damaged clone.
 */
@NullMarked
package org.versionservice.storage.git.repository;

import org.jspecify.annotations.NullMarked;
