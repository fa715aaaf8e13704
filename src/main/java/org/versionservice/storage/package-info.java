/** What every store of versions does, whatever it is made of. */
@NullMarked
package org.versionservice.storage;

import org.jspecify.annotations.NullMarked;
