package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;
import io.quern.core.message.CoordinationAnswer;

/// Takes what clients are to be told, in this order.
@FunctionalInterface
public interface AnswerSink {
    void tell(ClientId client, CoordinationAnswer answer);
}
