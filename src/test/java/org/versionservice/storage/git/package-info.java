/** Tests of the Git store. */
@NullMarked
package org.versionservice.storage.git;

import org.jspecify.annotations.NullMarked;
