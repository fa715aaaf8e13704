/** The order in which changes are made: one queue, one writer, one published state. */
@NullMarked
package org.versionservice.service;

import org.jspecify.annotations.NullMarked;
