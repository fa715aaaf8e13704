/** The filters that all requests and responses pass, and the error page. */
@NullMarked
package org.versionservice.api.filter;

import org.jspecify.annotations.NullMarked;
