/// Values that a program gives to workers: kept here, and offered to those that fetch them, until a worker has
/// them. Any thread; what opens connections has one of its own. Of the client alone.
@NullMarked
package io.quern.client.scatter;

import org.jspecify.annotations.NullMarked;
