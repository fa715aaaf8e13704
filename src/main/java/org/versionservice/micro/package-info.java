/** Runs the WAR on Payara Micro, for {@code java -jar}; not part of the application. */
@NullMarked
package org.versionservice.micro;

import org.jspecify.annotations.NullMarked;
