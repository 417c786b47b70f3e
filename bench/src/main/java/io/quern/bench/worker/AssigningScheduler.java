package io.quern.bench.worker;

import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;
import io.quern.core.message.WorkerMessage.Heartbeat;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.core.message.WorkerMessage.TaskFailed;
import io.quern.core.message.WorkerMessage.TaskSucceeded;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// Accepts one worker and passes on which runs have ended.
final class AssigningScheduler implements ConnectionListener {
    private final CompletableFuture<Connection> worker = new CompletableFuture<>();
    private final CompletableFuture<String> dataAddress = new CompletableFuture<>();
    private final BlockingQueue<RunId> ended = new LinkedBlockingQueue<>();
    private final String address;

    AssigningScheduler(Transport transport) {
        this.address = transport.listen("tcp://127.0.0.1:0", (_, _) -> this);
    }

    String address() {
        return address;
    }

    String dataAddress() {
        return dataAddress.join();
    }

    void awaitWorker() {
        Connection _ = worker.join();
    }

    void tell(WorkerInstruction instruction) {
        worker.join().send(instruction);
    }

    /// Those that ended since the last call, at least one.
    List<RunId> awaitEnded() throws InterruptedException {
        List<RunId> runs = new ArrayList<>();
        runs.add(ended.take());
        ended.drainTo(runs);
        return runs;
    }

    @Override
    public void received(Connection from, Message message) {
        switch (message) {
            case RegisterWorker register -> {
                from.send(new WorkerAccepted(new WorkerId(1), 1));
                dataAddress.complete(register.dataAddress());
                worker.complete(from);
            }
            case TaskSucceeded succeeded -> ended.add(succeeded.run());
            case TaskFailed failed ->
                throw new IllegalStateException(failed.failure().summary());
            case Heartbeat _ -> from.send(new Ping());
            default -> {
                // Other news do not matter here.
            }
        }
    }

    @Override
    public void closed(Connection from, String reason) {
        worker.completeExceptionally(new IllegalStateException(reason));
    }
}
