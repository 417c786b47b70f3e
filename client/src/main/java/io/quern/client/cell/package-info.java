/// What a client keeps of one task whose result it holds, and how threads wait for such. Not for programs.
/// Thread-safe.
@NullMarked
package io.quern.client.cell;

import org.jspecify.annotations.NullMarked;
