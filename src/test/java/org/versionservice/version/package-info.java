/** What the versions and the registry promise, by examples and by properties. */
@NullMarked
package org.versionservice.version;

import org.jspecify.annotations.NullMarked;
