/// How functions, arguments and results become bytes: [io.quern.core.value.Functions] for what a user's program hands
/// over, [io.quern.core.value.ValueCodecs] for what tasks return.
@NullMarked
package io.quern.core.value;

import org.jspecify.annotations.NullMarked;
