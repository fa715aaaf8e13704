/** The launcher of {@code java -jar}, which runs the WAR on Payara Micro. */
@NullMarked
package org.versionservice.micro;

import org.jspecify.annotations.NullMarked;
