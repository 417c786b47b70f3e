/// How processes find a cluster and are let in: the connection file, the token in it, and the proofs that a peer has
/// the token.
@NullMarked
package io.quern.core.access;

import org.jspecify.annotations.NullMarked;
