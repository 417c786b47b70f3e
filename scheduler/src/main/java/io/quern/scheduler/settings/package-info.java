/// The settings of a scheduler, one record a feature. Immutable values.
@NullMarked
package io.quern.scheduler.settings;

import org.jspecify.annotations.NullMarked;
