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

/// One that cannot ask at some address, as where no more files can be opened, and is another one elsewhere.
public record FailingTransport(Transport other, String failingAddress) implements Transport {
    public static final String FAILURE = "no more files can be opened";

    @Override
    public void fetch(String dataAddress, RunId result, FetchSink sink) {
        failAt(dataAddress);
        other.fetch(dataAddress, result, sink);
    }

    @Override
    public void fetchPart(String dataAddress, RunId result, int part, FetchSink sink) {
        failAt(dataAddress);
        other.fetchPart(dataAddress, result, part, sink);
    }

    private void failAt(String dataAddress) {
        if (dataAddress.equals(failingAddress)) {
            throw new IllegalStateException(FAILURE);
        }
    }

    @Override
    public String listen(String address, Acceptor acceptor) {
        return other.listen(address, acceptor);
    }

    @Override
    public Connection connect(String address, Role role, ConnectionListener listener) {
        return other.connect(address, role, listener);
    }

    @Override
    public String serve(String address, ResultProvider results) {
        return other.serve(address, results);
    }

    @Override
    public ValueSource offer(String source, ResultProvider values) {
        return other.offer(source, values);
    }

    @Override
    public void close() {
        other.close();
    }
}
