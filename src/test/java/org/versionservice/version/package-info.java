/** Tests of versions and the registry, by examples and by properties. */
@NullMarked
package org.versionservice.version;

import org.jspecify.annotations.NullMarked;
