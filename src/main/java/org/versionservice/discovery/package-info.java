/** Discovery of the version that an unknown app continues from, by its tags. */
@NullMarked
package org.versionservice.discovery;

import org.jspecify.annotations.NullMarked;
