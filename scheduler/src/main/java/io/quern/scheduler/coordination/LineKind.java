package io.quern.scheduler.coordination;

import io.quern.core.message.SharedKind;

/// What the requests of a line wait for.
enum LineKind {
    LOCK(SharedKind.LOCK),
    SEMAPHORE(SharedKind.SEMAPHORE),
    EVENT(SharedKind.EVENT),
    ROOM_IN_QUEUE(SharedKind.QUEUE),
    ITEM_OF_QUEUE(SharedKind.QUEUE),
    VARIABLE(SharedKind.VARIABLE);

    private final SharedKind object;

    LineKind(SharedKind object) {
        this.object = object;
    }

    SharedKind object() {
        return object;
    }
}
