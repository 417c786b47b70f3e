package io.quern.worker;

import io.quern.core.key.RunId;
import io.quern.core.message.Role;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.transport.ValueSource;
import java.util.concurrent.CountDownLatch;

/// A transport whose connections open when a test says so.
record GatedTransport(Transport behind, CountDownLatch connecting, CountDownLatch gate) implements Transport {
    static GatedTransport before(Transport behind) {
        return new GatedTransport(behind, new CountDownLatch(1), new CountDownLatch(1));
    }

    @Override
    public Connection connect(String address, Role role, ConnectionListener listener) {
        connecting.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return behind.connect(address, role, listener);
    }

    @Override
    public String listen(String address, Acceptor acceptor) {
        return behind.listen(address, acceptor);
    }

    @Override
    public String serve(String address, ResultProvider results) {
        return behind.serve(address, results);
    }

    @Override
    public void fetch(String dataAddress, RunId result, FetchSink sink) {
        behind.fetch(dataAddress, result, sink);
    }

    @Override
    public void fetchPart(String dataAddress, RunId result, int part, FetchSink sink) {
        behind.fetchPart(dataAddress, result, part, sink);
    }

    @Override
    public ValueSource offer(String source, ResultProvider values) {
        return behind.offer(source, values);
    }

    @Override
    public void close() {
        behind.close();
    }
}
