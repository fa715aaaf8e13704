/** The bodies of requests and responses, and the parsing of texts from clients. */
@NullMarked
package org.versionservice.api.model;

import org.jspecify.annotations.NullMarked;
