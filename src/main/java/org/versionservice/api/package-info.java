/** The HTTP interface: JAX-RS resources and their responses. */
@NullMarked
package org.versionservice.api;

import org.jspecify.annotations.NullMarked;
