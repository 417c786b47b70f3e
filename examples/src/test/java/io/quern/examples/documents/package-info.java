/// Tests of the documents: their Java code compiles and, where marked, runs; their links lead somewhere.
///
/// A fenced block that starts with `java` is a whole source file, compact or with classes, and is compiled against the
/// public API with all warnings. One that starts with `java run` is also run, in an empty folder, and has to end well.
@NullMarked
package io.quern.examples.documents;

import org.jspecify.annotations.NullMarked;
