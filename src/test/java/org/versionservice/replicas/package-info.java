/** Tests of the writer lease and of changes between replicas. */
@NullMarked
package org.versionservice.replicas;

import org.jspecify.annotations.NullMarked;
