/// Lazy data frames: the API that programs are written against.
@NullMarked
package io.quern.dataframe;

import org.jspecify.annotations.NullMarked;
