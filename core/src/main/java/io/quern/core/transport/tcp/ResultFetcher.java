package io.quern.core.transport.tcp;

import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.CodeMessage;
import io.quern.core.message.Message;
import io.quern.core.message.TransferMessage;
import io.quern.core.message.TransferMessage.FetchOutput;
import io.quern.core.message.TransferMessage.FetchResult;
import io.quern.core.message.TransferMessage.GrantCredit;
import io.quern.core.message.TransferMessage.OfferValues;
import io.quern.core.message.TransferMessage.OutputKept;
import io.quern.core.message.TransferMessage.ResultAbsent;
import io.quern.core.message.TransferMessage.ResultChunk;
import io.quern.core.message.TransferMessage.StopFetch;
import io.quern.core.runtime.Deliveries;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.JobCodecs;
import io.quern.core.value.ValueCodecs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fetcher's side: one data connection an address, opened when it is first needed (by a client that scatters:
/// see [OfferedSources]) and shared by all requests, which the caller's thread sends at once: nobody waits for an
/// answer before the next request leaves.
///
/// A result of one chunk is decoded by the connection's one [Deliveries], many in a turn; a larger one on a
/// virtual thread of its own while its chunks arrive, so that what waits in memory is at most its credit.
final class ResultFetcher {
    private static final Logger log = LoggerFactory.getLogger(ResultFetcher.class);

    /// Of a result of one chunk; below that nobody counts.
    private static final int COUNTED_BYTES_MIN = 16 * 1024;

    private final JobCodecs jobCodecs;
    private final long creditBytes;
    private final BiFunction<String, ConnectionListener, CompletableFuture<Connection>> opener;
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, Link> links = new ConcurrentHashMap<>();

    ResultFetcher(
            JobCodecs jobCodecs,
            long creditBytes,
            BiFunction<String, ConnectionListener, CompletableFuture<Connection>> opener) {
        this.jobCodecs = jobCodecs;
        this.creditBytes = creditBytes;
        this.opener = opener;
    }

    /// @param part of the result, or [FetchResult#WHOLE]
    void fetch(String dataAddress, RunId result, int part, FetchSink sink) {
        links.computeIfAbsent(dataAddress, Link::new)
                .fetch(new Request(requests.incrementAndGet(), result, part, sink));
    }

    /// What a sink is told.
    @FunctionalInterface
    private interface Outcome {
        void tell(FetchSink sink);
    }

    /// One fetch. Its chunks are made by the channel's thread, the only one that looks at them before they have a
    /// reader.
    private static final class Request {
        private final long number;
        private final RunId result;
        private final int part;
        private final FetchSink sink;
        private @Nullable IncomingChunks chunks;

        Request(long number, RunId result, int part, FetchSink sink) {
            this.number = number;
            this.result = result;
            this.part = part;
            this.sink = sink;
        }

        void tell(Outcome outcome) {
            try {
                outcome.tell(sink);
            } catch (RuntimeException e) {
                log.error("The receiver of {} failed", result, e);
            }
        }
    }

    private Outcome decode(InputStream bytes, Request request, String dataAddress) {
        String what = request.result + " from " + dataAddress;
        try {
            @Nullable ValueCodecs given = request.sink.codecs();
            ValueCodecs codecs = given == null ? jobCodecs.of(request.result.task()) : given;
            @Nullable Object value = codecs.decode(bytes);
            if (bytes.read() >= 0) {
                return sink -> sink.unreadable(what + " has bytes after its end");
            }
            HeldResult held = new HeldResult(value, codecs.sizeBytes(value));
            return sink -> sink.fetched(held);
        } catch (IncomingChunks.AbsentException e) {
            return sink -> sink.absent(String.valueOf(e.getMessage()));
        } catch (IncomingChunks.BrokenException e) {
            return sink -> sink.unreachable(String.valueOf(e.getMessage()));
        } catch (IOException | QuernException e) {
            return sink -> sink.unreadable(what + " could not be decoded: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            // An error of linking or of memory too: whoever waits for the result must hear of it.
            log.error("A codec failed to decode {}", what, e);
            return sink -> sink.unreadable(what + " could not be decoded: " + e);
        }
    }

    /// One connection, and the requests under way on it.
    private final class Link implements ConnectionListener {
        private final String dataAddress;
        private final Map<Long, Request> underWay = new ConcurrentHashMap<>();
        private final Deliveries deliveries = new Deliveries();
        private final CompletableFuture<Connection> opened;
        private volatile @Nullable String closedFor;

        Link(String dataAddress) {
            this.dataAddress = dataAddress;
            this.opened = opener.apply(dataAddress, this);
        }

        void fetch(Request request) {
            underWay.put(request.number, request);
            CompletableFuture<Connection> _ = opened.whenComplete((connection, failure) -> {
                if (failure != null) {
                    boolean _ = links.remove(dataAddress, this);
                    end(request, sink -> sink.unreachable(String.valueOf(failure.getMessage())));
                } else if (closedFor != null) {
                    end(request, sink -> sink.unreachable("the connection to " + dataAddress + " was just closed"));
                } else {
                    connection.send(new FetchResult(request.number, request.result, request.part, creditBytes));
                }
            });
        }

        /// Tells the outcome, unless somebody else has.
        private void end(Request request, Outcome outcome) {
            if (underWay.remove(request.number) != null) {
                deliveries.add(() -> request.tell(outcome));
            }
        }

        @Override
        public void received(Connection connection, Message message) {
            switch ((TransferMessage) message) {
                case ResultChunk chunk -> {
                    Request request = underWay.get(chunk.request());
                    if (request != null) {
                        add(connection, request, chunk);
                    }
                }
                case ResultAbsent absent -> {
                    Request request = underWay.get(absent.request());
                    if (request != null) {
                        fail(request, new IncomingChunks.AbsentException(absent.reason()));
                    }
                }
                case FetchResult _,
                        GrantCredit _,
                        StopFetch _,
                        FetchOutput _,
                        OutputKept _,
                        OfferValues _,
                        CodeMessage _ ->
                    throw new IllegalStateException(
                            "a holder sent a " + message.getClass().getSimpleName());
            }
        }

        private void add(Connection connection, Request request, ResultChunk chunk) {
            byte[] bytes = chunk.bytes().bytes();
            if (request.chunks == null && chunk.isLast()) {
                underWay.remove(request.number);
                deliverWhole(request, bytes);
                return;
            }
            if (request.chunks == null) {
                request.chunks = read(connection, request);
            }
            request.chunks.add(bytes, chunk.isLast());
        }

        /// A result of one chunk, which waits for those that came before. Small ones nobody counts.
        private void deliverWhole(Request request, byte[] bytes) {
            long countedBytes = bytes.length < COUNTED_BYTES_MIN ? 0 : bytes.length;
            if (countedBytes > 0) {
                request.sink.receiving(countedBytes);
            }
            deliveries.add(() -> {
                Outcome outcome = decode(new ByteArrayInputStream(bytes), request, dataAddress);
                if (countedBytes > 0) {
                    request.sink.receiving(-countedBytes);
                }
                request.tell(outcome);
            });
        }

        /// Begins to decode a result of several chunks.
        private IncomingChunks read(Connection connection, Request request) {
            IncomingChunks chunks = new IncomingChunks(
                    creditBytes,
                    bytes -> connection.send(new GrantCredit(request.number, bytes)),
                    request.sink::receiving);
            Thread.ofVirtual().name("quern-fetch-" + request.result).start(() -> {
                Outcome outcome = decode(chunks, request, dataAddress);
                chunks.discard();
                underWay.remove(request.number);
                if (!chunks.isComplete()) {
                    connection.send(new StopFetch(request.number));
                }
                request.tell(outcome);
            });
            return chunks;
        }

        private void fail(Request request, IncomingChunks.AbsentException absent) {
            if (request.chunks == null) {
                end(request, sink -> sink.absent(String.valueOf(absent.getMessage())));
            } else {
                request.chunks.fail(absent);
            }
        }

        @Override
        public void closed(Connection connection, String reason) {
            closedFor = reason;
            boolean _ = links.remove(dataAddress, this);
            String text = "the connection to " + dataAddress + " broke: " + reason;
            for (Request request : underWay.values()) {
                if (request.chunks == null) {
                    end(request, sink -> sink.unreachable(text));
                } else {
                    request.chunks.fail(new IncomingChunks.BrokenException(text));
                }
            }
        }
    }
}
