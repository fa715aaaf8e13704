/** Tests of this part of Git storage. */
@NullMarked
package org.versionservice.storage.git.repository;

import org.jspecify.annotations.NullMarked;
