/** Tests of this part of Git storage. */
@NullMarked
package org.versionservice.storage.git.commit;

import org.jspecify.annotations.NullMarked;
