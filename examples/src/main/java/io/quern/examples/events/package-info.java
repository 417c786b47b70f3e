/// The data of the events example: a reproducible generator of page views, one class a profile.
@NullMarked
package io.quern.examples.events;

import org.jspecify.annotations.NullMarked;
