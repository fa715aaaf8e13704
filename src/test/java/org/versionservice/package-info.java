@NullMarked
package org.versionservice;

import org.jspecify.annotations.NullMarked;
