@NullMarked
package org.versionservice.operations;

import org.jspecify.annotations.NullMarked;
