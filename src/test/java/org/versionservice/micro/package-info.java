@NullMarked
package org.versionservice.micro;

import org.jspecify.annotations.NullMarked;
