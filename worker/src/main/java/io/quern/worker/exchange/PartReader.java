package io.quern.worker.exchange;

import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.task.PartStream;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Reads one part of each output, in the order of the outputs. While one is read the next few are under way: at
/// most [#AHEAD_MAX], and of about [#AHEAD_BYTES_MAX] together, where the parts of an output are equally large.
final class PartReader implements PartStream {
    private static final int AHEAD_MAX = 8;
    private static final long AHEAD_BYTES_MAX = 16L << 20;

    private final int part;
    private final int parts;
    private final List<ResultLocation> outputs;
    private final ResultProvider held;
    private final Transport transport;
    private final Queue<Ahead> ahead = new ArrayDeque<>();
    private long aheadBytes;
    private int asked;

    /// An output of which the part was asked for and not yet given to the reader.
    private record Ahead(CompletableFuture<Object> part, long bytes) {}

    PartReader(int part, int parts, List<ResultLocation> outputs, ResultProvider held, Transport transport) {
        this.part = part;
        this.parts = parts;
        this.outputs = outputs;
        this.held = held;
        this.transport = transport;
    }

    @Override
    public int size() {
        return outputs.size();
    }

    @Override
    public Object next() throws InterruptedException {
        askAhead();
        Ahead first = ahead.poll();
        if (first == null) {
            throw new NoSuchElementException("all " + outputs.size() + " parts were read");
        }
        aheadBytes -= first.bytes;
        try {
            return first.part.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException gone -> throw gone;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void askAhead() {
        while (asked < outputs.size()
                && (ahead.isEmpty() || (ahead.size() < AHEAD_MAX && aheadBytes < AHEAD_BYTES_MAX))) {
            ResultLocation output = outputs.get(asked++);
            long bytes = output.sizeBytes() / parts;
            aheadBytes += bytes;
            ahead.add(new Ahead(ask(output), bytes));
        }
    }

    private CompletableFuture<Object> ask(ResultLocation output) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Optional<HeldResult> here = held.lookUpPart(output.result(), part);
        if (here.isPresent()) {
            answer.complete(Objects.requireNonNull(here.get().value()));
        } else {
            new Attempt(output, answer).fetch();
        }
        return answer;
    }

    /// Goes from holder to holder, beginning with another one for each part.
    private final class Attempt implements FetchSink {
        private final ResultLocation output;
        private final CompletableFuture<Object> answer;
        private int tried;

        Attempt(ResultLocation output, CompletableFuture<Object> answer) {
            this.output = output;
            this.answer = answer;
        }

        private Holder holder() {
            return output.holders().get((part + tried) % output.holders().size());
        }

        void fetch() {
            transport.fetchPart(holder().dataAddress(), output.result(), part, this);
        }

        @Override
        public void fetched(HeldResult result) {
            answer.complete(Objects.requireNonNull(result.value()));
        }

        @Override
        public void absent(String reason) {
            fail(reason);
        }

        @Override
        public void unreachable(String reason) {
            fail(reason);
        }

        private void fail(String reason) {
            Holder last = holder();
            tried++;
            if (tried < output.holders().size()) {
                fetch();
            } else {
                answer.completeExceptionally(new InputGoneException(output.result(), last, reason));
            }
        }
    }
}
