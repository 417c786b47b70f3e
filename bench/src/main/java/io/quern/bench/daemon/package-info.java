/// The daemons that measurements run on, as processes of this machine or in containers of its Docker engine.
@NullMarked
package io.quern.bench.daemon;

import org.jspecify.annotations.NullMarked;
