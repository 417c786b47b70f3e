/// How functions, arguments and results become bytes.
@NullMarked
package io.quern.core.value;

import org.jspecify.annotations.NullMarked;
