package io.quern.worker.code;

import io.quern.core.code.BlobPull;
import io.quern.core.code.BlobStore;
import io.quern.core.code.CodeSet;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import io.quern.core.message.CodeMessage.BlobAbsent;
import io.quern.core.message.CodeMessage.BlobPiece;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Code from the scheduler, over a data connection that is opened for one code set. A connection that breaks is
/// opened again; what has arrived whole by then stays.
public final class SchedulerCode implements CodeSupply {
    private static final Logger log = LoggerFactory.getLogger(SchedulerCode.class);
    private static final int ATTEMPTS_MAX = 3;

    private final Transport transport;
    private final String address;

    public SchedulerCode(Transport transport, String address) {
        this.transport = transport;
        this.address = address;
    }

    @Override
    public CodeSet bring(CodeHash set, BlobStore store) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(set, store);
            } catch (IOException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new QuernException(
                            ErrorCode.NETWORK,
                            "the code set " + set.brief() + " could not be brought from the scheduler at " + address
                                    + " in " + attempt + " attempts: " + e.getMessage(),
                            e);
                }
                log.info("the code set {} is asked for again: {}", set.brief(), e.toString());
            }
        }
    }

    private CodeSet attempt(CodeHash set, BlobStore store) throws IOException, InterruptedException {
        Reader reader = new Reader();
        Connection connection = transport.connect(address, Role.TRANSFER, reader);
        BlobPull pull = new BlobPull(connection);
        reader.pull.complete(pull);
        try {
            return pull.bringSet(set, store);
        } finally {
            connection.close("the code has arrived");
        }
    }

    /// Pieces may come before the connection is known here.
    private static final class Reader implements ConnectionListener {
        private final CompletableFuture<BlobPull> pull = new CompletableFuture<>();

        @Override
        public void received(Connection connection, Message message) {
            switch (message) {
                case BlobPiece piece -> pull.join().received(piece);
                case BlobAbsent absent -> pull.join().received(absent);
                default ->
                    connection.close("nothing but code was asked for, got a "
                            + message.getClass().getSimpleName());
            }
        }

        @Override
        public void closed(Connection connection, String reason) {
            CompletableFuture<Void> _ = pull.thenAccept(known -> known.closed(reason));
        }
    }
}
