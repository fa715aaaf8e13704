/** The instruments that prove the service's promises: a real remote, its faults, and a judge. */
@NullMarked
package org.versionservice.proof;

import org.jspecify.annotations.NullMarked;
