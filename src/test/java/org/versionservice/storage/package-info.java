@NullMarked
package org.versionservice.storage;

import org.jspecify.annotations.NullMarked;
