/// What the project promises, shown on real processes: the events job in all its modes, killed workers, signals, and
/// bad input. Everything is started through the launcher of the distribution that this build has just assembled.
///
/// Promises that need no process are held by tests of their modules: `BadInputTest`, `FileDiscoveryTest`,
/// `OutputProtocolTest` and `ParquetConformanceTest` of `dataframe`, `TcpTransportTest` and `ConnectionFileTest` of
/// `core`, `NannyIT` of `worker`.
@NullMarked
package io.quern.cli.acceptance;

import org.jspecify.annotations.NullMarked;
