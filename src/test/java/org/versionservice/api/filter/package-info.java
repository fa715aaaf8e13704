@NullMarked
package org.versionservice.api.filter;

import org.jspecify.annotations.NullMarked;
