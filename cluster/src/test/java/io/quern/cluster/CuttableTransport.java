package io.quern.cluster;

import io.quern.core.key.RunId;
import io.quern.core.message.Role;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.transport.ValueSource;
import java.util.ArrayList;
import java.util.List;

/// A transport whose streams a test cuts.
record CuttableTransport(Transport below, List<Connection> streams) implements Transport {
    CuttableTransport(Transport below) {
        this(below, new ArrayList<>());
    }

    /// Ends the streams that are open.
    synchronized void cut() {
        streams.forEach(stream -> stream.close("the cable was cut"));
        streams.clear();
    }

    @Override
    public synchronized Connection connect(String address, Role role, ConnectionListener listener) {
        Connection stream = below.connect(address, role, listener);
        streams.add(stream);
        return stream;
    }

    @Override
    public String listen(String address, Acceptor acceptor) {
        return below.listen(address, acceptor);
    }

    @Override
    public String serve(String address, ResultProvider results) {
        return below.serve(address, results);
    }

    @Override
    public void fetch(String dataAddress, RunId result, FetchSink sink) {
        below.fetch(dataAddress, result, sink);
    }

    @Override
    public void fetchPart(String dataAddress, RunId result, int part, FetchSink sink) {
        below.fetchPart(dataAddress, result, part, sink);
    }

    @Override
    public ValueSource offer(String source, ResultProvider values) {
        return below.offer(source, values);
    }

    @Override
    public void close() {
        below.close();
    }
}
