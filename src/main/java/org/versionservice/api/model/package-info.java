/** The bodies of requests and answers, and how text from clients becomes values. */
@NullMarked
package org.versionservice.api.model;

import org.jspecify.annotations.NullMarked;
