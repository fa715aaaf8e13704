/** Authentication, roles and rate limits. */
@NullMarked
package org.versionservice.access;

import org.jspecify.annotations.NullMarked;
