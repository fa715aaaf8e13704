@NullMarked
package org.versionservice.discovery;

import org.jspecify.annotations.NullMarked;
