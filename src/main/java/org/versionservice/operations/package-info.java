/** Health checks, metrics and JMX, for operators. */
@NullMarked
package org.versionservice.operations;

import org.jspecify.annotations.NullMarked;
