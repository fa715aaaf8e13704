@NullMarked
package org.versionservice.access;

import org.jspecify.annotations.NullMarked;
