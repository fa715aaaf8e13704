/** Where an app starts that nobody asked for before: what its tags say. */
@NullMarked
package org.versionservice.discovery;

import org.jspecify.annotations.NullMarked;
