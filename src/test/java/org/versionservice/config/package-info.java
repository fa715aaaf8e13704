@NullMarked
package org.versionservice.config;

import org.jspecify.annotations.NullMarked;
