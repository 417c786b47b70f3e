/// How processes find a cluster and are let in: the connection file, the tokens of roles in it, the certificate
/// by which a process that listens is known, and the proofs that a peer has a token. Immutable values.
@NullMarked
package io.quern.core.access;

import org.jspecify.annotations.NullMarked;
