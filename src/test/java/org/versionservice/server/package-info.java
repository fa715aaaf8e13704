@NullMarked
package org.versionservice.server;

import org.jspecify.annotations.NullMarked;
