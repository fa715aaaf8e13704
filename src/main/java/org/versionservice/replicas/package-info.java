/** Several replicas: the writer lease, and changes that are handed to its holder. */
@NullMarked
package org.versionservice.replicas;

import org.jspecify.annotations.NullMarked;
