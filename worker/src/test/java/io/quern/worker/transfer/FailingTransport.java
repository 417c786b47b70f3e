package io.quern.worker.transfer;

import io.quern.core.key.RunId;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.Transport;

/// One that cannot ask at some address, as where no more files can be opened, and is another one elsewhere.
public record FailingTransport(Transport behind, String failingAddress) implements ForwardingTransport {
    public static final String FAILURE = "no more files can be opened";

    @Override
    public void fetch(String dataAddress, RunId result, FetchSink sink) {
        failAt(dataAddress);
        behind.fetch(dataAddress, result, sink);
    }

    @Override
    public void fetchPart(String dataAddress, RunId result, int part, FetchSink sink) {
        failAt(dataAddress);
        behind.fetchPart(dataAddress, result, part, sink);
    }

    private void failAt(String dataAddress) {
        if (dataAddress.equals(failingAddress)) {
            throw new IllegalStateException(FAILURE);
        }
    }
}
