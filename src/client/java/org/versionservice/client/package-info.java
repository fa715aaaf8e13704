@NullMarked
package org.versionservice.client;

import org.jspecify.annotations.NullMarked;
