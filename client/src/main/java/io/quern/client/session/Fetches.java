package io.quern.client.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.client.cell.TaskCell;
import io.quern.core.error.QuernException;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientMessage.ReportLostResult;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import io.quern.core.value.ValueCodecs;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Fetches results from the workers that hold them: many at once, as far as their sizes allow; one always.
///
/// A result that no holder gives is reported: the scheduler names another place, or has it made again.
final class Fetches {
    private record Fetch(TaskCell cell, ResultLocation location) {}

    private final Transport transport;
    private final Supplier<ValueCodecs> codecs;
    private final Consumer<ClientMessage> send;
    private final long bytesMax;

    @GuardedBy("this")
    private final Queue<Fetch> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private int underWay;

    @GuardedBy("this")
    private long bytesUnderWay;

    /// @param codecs read results as the program's classes
    Fetches(Transport transport, Supplier<ValueCodecs> codecs, Consumer<ClientMessage> send, long bytesMax) {
        this.transport = transport;
        this.codecs = codecs;
        this.send = send;
        this.bytesMax = bytesMax;
    }

    void fetch(TaskCell cell, ResultLocation location) {
        synchronized (this) {
            waiting.add(new Fetch(cell, location));
        }
        startDue();
    }

    private void startDue() {
        for (Fetch next = next(); next != null; next = next()) {
            start(next, 0);
        }
    }

    private synchronized @Nullable Fetch next() {
        Fetch next = waiting.peek();
        if (next == null || (underWay > 0 && bytesUnderWay + next.location().sizeBytes() > bytesMax)) {
            return null;
        }
        underWay++;
        bytesUnderWay += next.location().sizeBytes();
        return waiting.poll();
    }

    private void start(Fetch fetch, int holderIndex) {
        ResultLocation location = fetch.location();
        Holder holder = location.holders().get(holderIndex);
        transport.fetch(holder.dataAddress(), location.result(), new FetchSink() {
            @Override
            public ValueCodecs codecs() {
                return codecs.get();
            }

            @Override
            public void fetched(HeldResult held) {
                end(fetch);
                fetch.cell().fetched(held);
            }

            @Override
            public void absent(String reason) {
                tryNext();
            }

            @Override
            public void unreachable(String reason) {
                tryNext();
            }

            @Override
            public void unreadable(String reason) {
                end(fetch);
                fetch.cell()
                        .breakWith(QuernException.user(
                                "the result of " + fetch.cell().key() + " cannot be read in this program: " + reason));
            }

            private void tryNext() {
                if (holderIndex + 1 < location.holders().size()) {
                    start(fetch, holderIndex + 1);
                    return;
                }
                end(fetch);
                if (fetch.cell().fetchFailed(location)) {
                    send.accept(new ReportLostResult(location.result(), holder.worker()));
                }
            }
        });
    }

    private void end(Fetch fetch) {
        synchronized (this) {
            underWay--;
            bytesUnderWay -= fetch.location().sizeBytes();
        }
        startDue();
    }
}
