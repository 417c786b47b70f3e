/// Settings: one typed record a feature, and one registry of all keys, from which defaults, help, documentation and
/// checks are made.
@NullMarked
package io.quern.core.config;

import org.jspecify.annotations.NullMarked;
