package io.quern.core.transport;

import io.quern.core.message.Message;
import io.quern.core.message.TransferMessage.FetchOutput;
import io.quern.core.message.TransferMessage.OutputKept;

/// The listener of a connection on which only the output of tasks is asked for.
public record OutputAnswers(ResultProvider provider) implements ConnectionListener {
    @Override
    public void received(Connection connection, Message message) {
        if (!(message instanceof FetchOutput fetch)) {
            throw new IllegalStateException(
                    "a " + message.getClass().getSimpleName() + " came where only output is asked for");
        }
        connection.send(new OutputKept(fetch.request(), provider.output(fetch.task())));
    }

    @Override
    public void closed(Connection connection, String reason) {
        // Nothing is kept for a connection.
    }
}
