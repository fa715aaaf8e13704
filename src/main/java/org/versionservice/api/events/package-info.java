/** All changes as server-sent events. */
@NullMarked
package org.versionservice.api.events;

import org.jspecify.annotations.NullMarked;
