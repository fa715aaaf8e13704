/** The HTTP interface: JAX-RS resources and what they send and take. */
@NullMarked
package org.versionservice.api;

import org.jspecify.annotations.NullMarked;
