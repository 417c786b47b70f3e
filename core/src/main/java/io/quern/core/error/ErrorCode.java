package io.quern.core.error;

/// Whose fault a failure is, and so what helps.
public enum ErrorCode {
    /// The program or its input: repeating it fails again.
    USER,
    /// A defect of Quern.
    INTERNAL,
    /// Memory, disk, or another limit of the machine.
    RESOURCES,
    /// A connection, a lost peer: repeating it may work.
    NETWORK
}
