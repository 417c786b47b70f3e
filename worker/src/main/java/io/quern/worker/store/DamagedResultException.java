package io.quern.worker.store;

import io.quern.core.key.RunId;

/// A result that was on the disk cannot be read again: it is as good as lost, and has to be made anew.
public final class DamagedResultException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RunId result;

    DamagedResultException(RunId result, Exception problem) {
        super("result " + result + " cannot be read from the disk: " + problem.getMessage(), problem);
        this.result = result;
    }

    public RunId result() {
        return result;
    }
}
