package io.quern.core.access;

import org.jspecify.annotations.Nullable;

/// With what a process proves who it is, and by what it knows its peers.
///
/// @param tokens for the roles that it takes or lets others take
/// @param scheduler by which the scheduler's certificate is known; null where it is reached without TLS
/// @param identity with which it listens off this machine; null where it does not
public record Credentials(
        RoleTokens tokens,
        @Nullable CertificatePin scheduler,
        @Nullable TlsIdentity identity) {
    /// Those of processes that stay on this machine.
    public static Credentials of(RoleTokens tokens) {
        return new Credentials(tokens, null, null);
    }

    /// The same, for a process that listens with TLS.
    public Credentials with(TlsIdentity newIdentity) {
        return new Credentials(tokens, scheduler, newIdentity);
    }
}
