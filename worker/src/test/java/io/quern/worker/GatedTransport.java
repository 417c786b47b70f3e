package io.quern.worker;

import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import io.quern.worker.transfer.ForwardingTransport;
import java.util.concurrent.CountDownLatch;

/// A transport whose connections open when a test says so.
record GatedTransport(Transport behind, CountDownLatch connecting, CountDownLatch gate) implements ForwardingTransport {
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
}
