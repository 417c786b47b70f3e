/// Jobs larger than memory: whether they finish, with the right result, and whether every process keeps to its limit.
@NullMarked
package io.quern.bench.memory;

import org.jspecify.annotations.NullMarked;
