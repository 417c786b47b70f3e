package io.quern.bench.worker;

import io.quern.core.access.ConnectionFile;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerServer;
import java.nio.file.Path;

/// The worker that [WorkerCost] measures: a process of its own, so that the system counts its time.
final class MeasuredWorker {
    private MeasuredWorker() {}

    /// Arguments: the scheduler's address, the connection file, the number of threads.
    public static void main(String[] arguments) throws InterruptedException {
        ClassLoader loader = MeasuredWorker.class.getClassLoader();
        SystemClock clock = new SystemClock();
        WorkerOptions options = WorkerOptions.of(
                "measured", Integer.parseInt(arguments[2]), 1L << 30, arguments[0], "tcp://127.0.0.1:0");
        try (TcpTransport transport = new TcpTransport(
                        "measured",
                        ConnectionFile.read(Path.of(arguments[1])).credentials(),
                        ValueCodecs.load(Functions.of(loader), loader),
                        TcpSettings.DEFAULT,
                        clock);
                WorkerServer worker = WorkerServer.start(options, transport, loader, clock)) {
            String _ = worker.awaitEnd();
        }
    }
}
