/** Who may do what: authentication, roles, limits. */
@NullMarked
package org.versionservice.access;

import org.jspecify.annotations.NullMarked;
