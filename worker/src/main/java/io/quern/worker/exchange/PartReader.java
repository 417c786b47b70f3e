package io.quern.worker.exchange;

import io.quern.core.message.ResultLocation;
import io.quern.core.task.PartStream;
import io.quern.core.task.TaskMemory;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import io.quern.worker.store.DamagedResultException;
import io.quern.worker.store.ResultStore;
import io.quern.worker.store.StoredResult;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;

/// Reads one part of each output, in the order of a [PartStream]. While one is read the next few are fetched from
/// peers: at most [#AHEAD_MAX], and of about [#AHEAD_BYTES_MAX] together. What this worker has itself is read when
/// its turn comes.
///
/// **Memory.** Parts are reserved before they are read, and released when the next one is asked for; those ahead of the
/// reader only as long as there is room. Nobody knows how large the part of a peer's output is before it has come: it
/// is taken for an even share, times what the parts before were larger than theirs, and the first is fetched alone.
/// What is in memory here as a result counts as one.
final class PartReader implements PartStream {
    private static final int AHEAD_MAX = 8;
    private static final long AHEAD_BYTES_MAX = 16L << 20;

    private final int part;
    private final int parts;
    private final int first;
    private final List<ResultLocation> outputs;
    private final ResultStore held;
    private final Transport transport;
    private final LongConsumer receiving;
    private final TaskMemory memory;
    private final Queue<Ahead> ahead = new ArrayDeque<>();
    private int asked;
    private int fetching;
    private long aheadBytes;

    /// Reserved for the part that the reader has.
    private long atHandBytes;

    /// Of the parts that have come from peers: even shares of their outputs, and what they took.
    private long evenBytes;

    private long measuredBytes;

    /// An output of which the part is wanted next.
    private sealed interface Ahead {
        /// The worker has it itself.
        record Here(ResultLocation output) implements Ahead {}

        /// A peer was asked.
        ///
        /// @param reservedBytes for it
        record Fetching(ResultLocation output, CompletableFuture<HeldResult> part, long reservedBytes)
                implements Ahead {}
    }

    PartReader(
            int part,
            int parts,
            List<ResultLocation> outputs,
            ResultStore held,
            Transport transport,
            LongConsumer receiving,
            TaskMemory memory) {
        this.part = part;
        this.parts = parts;
        this.first = PartStream.first(part, parts, outputs.size());
        this.outputs = outputs;
        this.held = held;
        this.transport = transport;
        this.receiving = receiving;
        this.memory = memory.of("exchanged inputs");
    }

    @Override
    public int size() {
        return outputs.size();
    }

    @Override
    public Object next() throws InterruptedException {
        letGo();
        askAhead();
        HeldResult next = switch (ahead.poll()) {
            case null -> throw new NoSuchElementException("all " + outputs.size() + " parts were read");
            case Ahead.Here here -> read(here.output());
            case Ahead.Fetching fetching -> take(fetching);
        };
        return Objects.requireNonNull(next.value());
    }

    private void askAhead() {
        while (asked < outputs.size() && (ahead.isEmpty() || mayGoAhead())) {
            ResultLocation output = outputs.get((first + asked) % outputs.size());
            if (held.find(output.result()).isPresent()) {
                ahead.add(new Ahead.Here(output));
            } else {
                long bytes = expectedBytes(output);
                if (ahead.isEmpty()) {
                    memory.reserve(bytes);
                } else if (!memory.tryReserve(bytes)) {
                    return;
                }
                ahead.add(fetch(output, bytes));
            }
            asked++;
        }
    }

    private boolean mayGoAhead() {
        boolean isMeasured = evenBytes > 0;
        return ahead.size() < AHEAD_MAX && aheadBytes < AHEAD_BYTES_MAX && (fetching == 0 || isMeasured);
    }

    private long evenShare(ResultLocation output) {
        return Math.max(1, output.sizeBytes() / parts);
    }

    private long expectedBytes(ResultLocation output) {
        double larger = evenBytes == 0 ? 1 : Math.max(1, (double) measuredBytes / evenBytes);
        return (long) (evenShare(output) * larger);
    }

    private Ahead.Fetching fetch(ResultLocation output, long reservedBytes) {
        CompletableFuture<HeldResult> answer = new CompletableFuture<>();
        fetching++;
        aheadBytes += reservedBytes;
        new PartFetch(output, part, transport, receiving, answer).begin();
        return new Ahead.Fetching(output, answer, reservedBytes);
    }

    /// Of those that are held here. Where it cannot be read any more, or is held no more, its holders are asked.
    private HeldResult read(ResultLocation output) throws InterruptedException {
        Optional<StoredResult> stored = held.find(output.result());
        if (stored.isPresent()) {
            try {
                long missingBytes = stored.get().missingBytes(part);
                if (missingBytes > 0) {
                    memory.reserve(missingBytes);
                    atHandBytes = missingBytes;
                }
                return stored.get().readPart(part);
            } catch (DamagedResultException damaged) {
                held.tellDamage(damaged);
                letGo();
            }
        }
        long bytes = expectedBytes(output);
        memory.reserve(bytes);
        return take(fetch(output, bytes));
    }

    private HeldResult take(Ahead.Fetching fetched) throws InterruptedException {
        fetching--;
        aheadBytes -= fetched.reservedBytes();
        atHandBytes = fetched.reservedBytes();
        HeldResult come = await(fetched.part());
        evenBytes += evenShare(fetched.output());
        measuredBytes += come.sizeBytes();
        long moreBytes = come.sizeBytes() - atHandBytes;
        if (moreBytes > 0) {
            memory.reserve(moreBytes);
            atHandBytes += moreBytes;
        }
        return come;
    }

    private static HeldResult await(CompletableFuture<HeldResult> part) throws InterruptedException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException gone -> throw gone;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void letGo() {
        if (atHandBytes > 0) {
            memory.release(atHandBytes);
            atHandBytes = 0;
        }
    }

    /// What is still under way comes and is forgotten.
    @Override
    public void close() {
        letGo();
        if (aheadBytes > 0) {
            memory.release(aheadBytes);
            aheadBytes = 0;
        }
        ahead.clear();
        asked = outputs.size();
    }
}
