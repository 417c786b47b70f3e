package io.quern.worker.exchange;

import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches one part of one output. Goes from holder to holder, beginning with another one for each part.
final class PartFetch implements FetchSink {
    private static final Logger log = LoggerFactory.getLogger(PartFetch.class);

    private final ResultLocation output;
    private final int part;
    private final Transport transport;
    private final LongConsumer receiving;
    private final CompletableFuture<HeldResult> answer;
    private int tried;

    /// @param receiving told what has come and is not decoded yet
    /// @param answer gets the part, or an [InputGoneException] where no holder has it
    PartFetch(
            ResultLocation output,
            int part,
            Transport transport,
            LongConsumer receiving,
            CompletableFuture<HeldResult> answer) {
        this.output = output;
        this.part = part;
        this.transport = transport;
        this.receiving = receiving;
        this.answer = answer;
    }

    void begin() {
        try {
            transport.fetchPart(holder().dataAddress(), output.result(), part, this);
        } catch (RuntimeException e) {
            log.error("{} cannot be asked for part {} of {}", holder(), part, output.result(), e);
            fail("it cannot be asked: " + e);
        }
    }

    private Holder holder() {
        return output.holders().get((part + tried) % output.holders().size());
    }

    @Override
    public void receiving(long changeBytes) {
        receiving.accept(changeBytes);
    }

    @Override
    public void fetched(HeldResult result) {
        answer.complete(result);
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
            begin();
        } else {
            answer.completeExceptionally(new InputGoneException(output.result(), last, reason));
        }
    }
}
