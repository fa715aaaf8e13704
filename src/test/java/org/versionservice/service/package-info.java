/** The order of things, without a container. */
@NullMarked
package org.versionservice.service;

import org.jspecify.annotations.NullMarked;
