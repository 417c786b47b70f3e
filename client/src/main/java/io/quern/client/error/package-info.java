/// How failures of tasks are told: the user's words and line first, then where and how often, then how to go on;
/// frames of the framework folded. Values and exceptions; thread-safe. Only the exceptions are for programs.
@NullMarked
package io.quern.client.error;

import org.jspecify.annotations.NullMarked;
