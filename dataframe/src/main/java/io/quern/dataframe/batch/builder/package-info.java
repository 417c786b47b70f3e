/// Builders of vectors, one a kind of vector: a uniform family. A builder is used by one thread, grows as it must, and
/// gives its arrays up on `build()`, after which it must not be used again.
@NullMarked
package io.quern.dataframe.batch.builder;

import org.jspecify.annotations.NullMarked;
