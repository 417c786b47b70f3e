package io.quern.worker.transfer;

import io.quern.core.key.RunId;
import io.quern.core.message.Role;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.transport.ValueSource;

/// Hands everything on to another transport, but for what a test has it do.
public interface ForwardingTransport extends Transport {
    Transport behind();

    @Override
    default String listen(String address, Acceptor acceptor) {
        return behind().listen(address, acceptor);
    }

    @Override
    default Connection connect(String address, Role role, ConnectionListener listener) {
        return behind().connect(address, role, listener);
    }

    @Override
    default String serve(String address, ResultProvider results) {
        return behind().serve(address, results);
    }

    @Override
    default void fetch(String dataAddress, RunId result, FetchSink sink) {
        behind().fetch(dataAddress, result, sink);
    }

    @Override
    default void fetchPart(String dataAddress, RunId result, int part, FetchSink sink) {
        behind().fetchPart(dataAddress, result, part, sink);
    }

    @Override
    default ValueSource offer(String source, ResultProvider values) {
        return behind().offer(source, values);
    }

    @Override
    default void close() {
        behind().close();
    }
}
