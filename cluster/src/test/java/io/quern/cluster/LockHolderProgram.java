package io.quern.cluster;

import io.quern.client.coordination.Coordination;
import java.nio.file.Path;

/// A program that takes a lock and two leases, says so by an event, and then does nothing more: to be killed.
final class LockHolderProgram {
    private LockHolderProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (Cluster cluster = Cluster.connect(Path.of(arguments[0]))) {
            Coordination coordination = cluster.coordination();
            coordination.lock("file").lock();
            coordination.semaphore("db", 2).acquire(2);
            coordination.event("held").set();
            coordination.event("never").await();
        }
    }
}
