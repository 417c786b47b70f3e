package io.quern.worker.exchange;

import io.quern.core.key.RunId;
import io.quern.core.message.Holder;

/// A part of an exchanged input cannot be had from any of its holders. Ends the run without being a failure of it:
/// the scheduler has the input made again, or knows other holders, and the run begins anew.
public final class InputGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RunId input;
    private final transient Holder holder;

    /// @param holder the last one tried
    InputGoneException(RunId input, Holder holder, String reason) {
        super(input + " cannot be read from " + holder + ": " + reason);
        this.input = input;
        this.holder = holder;
    }

    public RunId input() {
        return input;
    }

    public Holder holder() {
        return holder;
    }
}
