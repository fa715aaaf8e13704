/** What every request and answer passes, and what the server itself would answer badly. */
@NullMarked
package org.versionservice.api.filter;

import org.jspecify.annotations.NullMarked;
