package io.quern.bench.worker;

import io.quern.core.key.RunId;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Fetches results as a client does: all at once, from the worker that holds them.
final class GatheredResults {
    private final Transport transport;
    private final String dataAddress;

    GatheredResults(Transport transport, String dataAddress) {
        this.transport = transport;
        this.dataAddress = dataAddress;
    }

    /// Returns once all are here.
    void gather(List<RunId> results) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(results.size());
        FetchSink sink = new FetchSink() {
            @Override
            public void fetched(HeldResult result) {
                left.countDown();
            }

            @Override
            public void absent(String reason) {
                throw new IllegalStateException(reason);
            }

            @Override
            public void unreachable(String reason) {
                throw new IllegalStateException(reason);
            }
        };
        results.forEach(result -> transport.fetch(dataAddress, result, sink));
        left.await();
    }
}
