package io.quern.worker.transfer;

import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import io.quern.worker.code.CodeUse;
import io.quern.worker.code.JobCodes;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryEvent.FetchEnded;
import io.quern.worker.memory.decision.MemoryEvent.FetchWanted;
import io.quern.worker.store.ResultStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches whole results of peers into the store: inputs of runs, and copies. Each waits until memory says that it may
/// begin, and counts there as what it is going to take until it is a result, as do the bytes that have come and are
/// not decoded. Thread-safe.
public final class InputFetches {
    private static final Logger log = LoggerFactory.getLogger(InputFetches.class);

    private final Transport transport;
    private final ResultStore store;
    private final JobCodes codes;
    private final WorkerMemory memory;
    private final Consumer<ExecutionEvent> report;

    /// Those that have not begun.
    private final Map<RunId, Holder> waiting = new ConcurrentHashMap<>();

    /// @param report told how each one ends
    public InputFetches(
            Transport transport,
            ResultStore store,
            JobCodes codes,
            WorkerMemory memory,
            Consumer<ExecutionEvent> report) {
        this.transport = transport;
        this.store = store;
        this.codes = codes;
        this.memory = memory;
        this.report = report;
    }

    /// Fetches it once there is room; [#begin] is called then. Does not wait.
    ///
    /// @param bytes that it takes in memory, as its holder measured it
    public void want(RunId result, Holder holder, long bytes) {
        if (waiting.putIfAbsent(result, holder) != null) {
            throw new IllegalStateException("result " + result + " is about to be fetched already");
        }
        memory.tell(new FetchWanted(result, bytes));
    }

    /// Memory has room for it.
    public void begin(RunId result) {
        Holder holder = waiting.remove(result);
        if (holder == null) {
            throw new IllegalStateException("nobody wants result " + result + " to be fetched");
        }
        Sink sink = new Sink(result, holder);
        try {
            transport.fetch(holder.dataAddress(), result, sink);
        } catch (RuntimeException e) {
            log.error("{} cannot be asked for {}", holder, result, e);
            // Not by whoever told the memory, perhaps the event loop: what is told may let the next one begin, and so
            // on.
            Thread.ofVirtual()
                    .name("quern-unasked-" + result)
                    .start(() -> sink.unreachable("it cannot be asked: " + e));
        }
    }

    private final class Sink implements FetchSink {
        private final RunId result;
        private final Holder holder;

        Sink(RunId result, Holder holder) {
            this.result = result;
            this.holder = holder;
        }

        @Override
        public void receiving(long changeBytes) {
            memory.receiving(changeBytes);
        }

        @Override
        public void fetched(HeldResult held) {
            try {
                keep(held);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                absent("interrupted while its code was awaited");
                return;
            } catch (RuntimeException e) {
                // Whatever is wrong is wrong here; but only what ends is had again, of another holder or made anew.
                log.error("{} of {} has come and cannot be kept", result, holder, e);
                absent("it has come, and cannot be kept: " + e.getMessage());
                return;
            }
            end(new ExecutionEvent.FetchSucceeded(result, held.sizeBytes()));
        }

        private void keep(HeldResult held) throws InterruptedException {
            CodeUse code = codes.use(result.task());
            HeldResult own;
            try {
                own = code.held(held.value(), held.sizeBytes());
            } catch (InterruptedException | RuntimeException e) {
                code.close();
                throw e;
            }
            // The store ends the use from here on.
            store.keep(result, own, code);
        }

        @Override
        public void absent(String reason) {
            log.warn("{} does not have {}: {}", holder, result, reason);
            end(new ExecutionEvent.FetchAbsent(result, holder, reason));
        }

        @Override
        public void unreachable(String reason) {
            log.warn("{} cannot be reached for {}: {}", holder, result, reason);
            end(new ExecutionEvent.HolderUnreachable(result, holder, reason));
        }

        /// Memory first: what is told next may ask for the same result of another holder.
        private void end(ExecutionEvent outcome) {
            try {
                memory.tell(new FetchEnded(result));
            } finally {
                report.accept(outcome);
            }
        }
    }
}
