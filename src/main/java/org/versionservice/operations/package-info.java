/** What operators watch: health and numbers. */
@NullMarked
package org.versionservice.operations;

import org.jspecify.annotations.NullMarked;
