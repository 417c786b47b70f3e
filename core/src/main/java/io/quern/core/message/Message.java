package io.quern.core.message;

/// Everything that travels on a control stream or a data connection. Closed by family; the codec of each family
/// stands in `io.quern.core.wire`.
public sealed interface Message
        permits HandshakeMessage,
                ClientMessage,
                ClientNotice,
                WorkerMessage,
                WorkerInstruction,
                TransferMessage,
                Ping,
                CoordinationRequest,
                CoordinationAnswer {}
