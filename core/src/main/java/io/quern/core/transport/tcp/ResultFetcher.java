package io.quern.core.transport.tcp;

import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.Message;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.TransferMessage.FetchResult;
import io.quern.core.message.TransferMessage.GrantCredit;
import io.quern.core.message.TransferMessage.ResultAbsent;
import io.quern.core.message.TransferMessage.ResultChunk;
import io.quern.core.message.TransferMessage.StopFetch;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.ValueCodecs;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fetcher's side: one data connection an address, opened when it is first needed and shared by all requests.
/// Each request decodes on a virtual thread of its own while chunks arrive; what waits in memory is at most its credit.
final class ResultFetcher {
    private static final Logger log = LoggerFactory.getLogger(ResultFetcher.class);

    private final ValueCodecs codecs;
    private final long creditBytes;
    private final BiFunction<String, ConnectionListener, CompletableFuture<Connection>> opener;
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, Link> links = new ConcurrentHashMap<>();

    ResultFetcher(
            ValueCodecs codecs,
            long creditBytes,
            BiFunction<String, ConnectionListener, CompletableFuture<Connection>> opener) {
        this.codecs = codecs;
        this.creditBytes = creditBytes;
        this.opener = opener;
    }

    void fetch(String dataAddress, RunId result, FetchSink sink) {
        Thread.ofVirtual().name("quern-fetch-" + result).start(() -> {
            Outcome outcome = fetch(dataAddress, result);
            try {
                outcome.tell(sink);
            } catch (RuntimeException e) {
                log.error("The receiver of {} from {} failed", result, dataAddress, e);
            }
        });
    }

    /// What a sink is told.
    @FunctionalInterface
    private interface Outcome {
        void tell(FetchSink sink);
    }

    private Outcome fetch(String dataAddress, RunId result) {
        Link link = links.computeIfAbsent(dataAddress, Link::new);
        Connection connection;
        try {
            connection = link.connection();
        } catch (ExecutionException e) {
            boolean _ = links.remove(dataAddress, link);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return sink -> sink.unreachable(String.valueOf(cause.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return sink -> sink.unreachable("interrupted while connecting to " + dataAddress);
        }
        long request = requests.incrementAndGet();
        IncomingChunks chunks =
                new IncomingChunks(creditBytes, bytes -> connection.send(new GrantCredit(request, bytes)));
        if (!link.begin(request, chunks)) {
            return sink -> sink.unreachable("the connection to " + dataAddress + " was just closed");
        }
        connection.send(new FetchResult(request, result, creditBytes));
        try {
            return receive(chunks, result, dataAddress);
        } finally {
            if (!chunks.isComplete()) {
                connection.send(new StopFetch(request));
            }
            link.end(request);
        }
    }

    private Outcome receive(IncomingChunks chunks, RunId result, String dataAddress) {
        try {
            @Nullable Object value = codecs.decode(chunks);
            if (chunks.read() >= 0) {
                return sink -> sink.absent(result + " from " + dataAddress + " has bytes after its end");
            }
            HeldResult held = new HeldResult(value, codecs.sizeBytes(value));
            return sink -> sink.fetched(held);
        } catch (IncomingChunks.AbsentException e) {
            return sink -> sink.absent(String.valueOf(e.getMessage()));
        } catch (IncomingChunks.BrokenException e) {
            return sink -> sink.unreachable(String.valueOf(e.getMessage()));
        } catch (IOException | QuernException e) {
            return sink -> sink.absent(result + " from " + dataAddress + " could not be decoded: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            // An error of linking or of memory too: whoever waits for the result must hear of it.
            log.error("A codec failed to decode {} from {}", result, dataAddress, e);
            return sink -> sink.absent(result + " from " + dataAddress + " could not be decoded: " + e);
        }
    }

    /// One connection, and the requests under way on it.
    private final class Link implements ConnectionListener {
        private final String dataAddress;
        private final Map<Long, IncomingChunks> underWay = new ConcurrentHashMap<>();
        private final CompletableFuture<Connection> opened;
        private volatile @Nullable String closedFor;

        Link(String dataAddress) {
            this.dataAddress = dataAddress;
            this.opened = opener.apply(dataAddress, this);
        }

        Connection connection() throws ExecutionException, InterruptedException {
            return opened.get();
        }

        /// @return false where the connection has closed meanwhile
        boolean begin(long request, IncomingChunks chunks) {
            underWay.put(request, chunks);
            if (closedFor != null) {
                underWay.remove(request);
                return false;
            }
            return true;
        }

        void end(long request) {
            underWay.remove(request);
        }

        @Override
        public void received(Connection connection, Message message) {
            switch ((TransferMessage) message) {
                case ResultChunk chunk -> {
                    IncomingChunks chunks = underWay.get(chunk.request());
                    if (chunks != null) {
                        chunks.add(chunk.bytes().bytes(), chunk.isLast());
                    }
                }
                case ResultAbsent absent -> {
                    IncomingChunks chunks = underWay.get(absent.request());
                    if (chunks != null) {
                        chunks.fail(new IncomingChunks.AbsentException(absent.reason()));
                    }
                }
                case FetchResult _, GrantCredit _, StopFetch _ ->
                    throw new IllegalStateException(
                            "a holder sent a " + message.getClass().getSimpleName());
            }
        }

        @Override
        public void closed(Connection connection, String reason) {
            closedFor = reason;
            boolean _ = links.remove(dataAddress, this);
            for (IncomingChunks chunks : underWay.values()) {
                chunks.fail(
                        new IncomingChunks.BrokenException("the connection to " + dataAddress + " broke: " + reason));
            }
        }
    }
}
