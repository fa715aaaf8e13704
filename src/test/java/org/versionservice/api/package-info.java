@NullMarked
package org.versionservice.api;

import org.jspecify.annotations.NullMarked;
