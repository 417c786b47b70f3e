/// Shows people how a job stands. One display serves one job; it is called by the client's thread and never blocks it
/// longer than a write to the terminal takes.
@NullMarked
package io.quern.client.progress;

import org.jspecify.annotations.NullMarked;
