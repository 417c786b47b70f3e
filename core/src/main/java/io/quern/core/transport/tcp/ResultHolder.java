package io.quern.core.transport.tcp;

import io.quern.core.graph.Payload;
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
import io.quern.core.transport.EncodedResult;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.JobCodecs;
import io.quern.core.transport.OutputAnswers;
import io.quern.core.transport.ResultProvider;
import io.quern.core.value.ShortValues;
import io.quern.core.value.ValueCodecs;
import io.quern.core.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The holder's side of one data connection.
///
/// Numbers, truth values and short texts, as many tasks give, are encoded one after the other by the connection's
/// [Deliveries], and those that were asked for together leave together. Any other result is encoded on a virtual
/// thread of its own, since that may take long, and may be the user's code: it sends a chunk when it has credit and the
/// socket takes more; so what waits in memory is one chunk a request and the socket's high water mark. It waits
/// for its turn before it takes anything ([SendTurns]).
final class ResultHolder implements ConnectionListener {
    private static final Logger log = LoggerFactory.getLogger(ResultHolder.class);
    private static final int SHORT_CHARS_MAX = 1_024;
    private static final int ANSWERS_MAX = 256;

    private final ResultProvider results;
    private final JobCodecs jobCodecs;
    private final SendTurns.OfConnection turns;
    private final Map<Long, ChunkStream> streams = new ConcurrentHashMap<>();
    private final Deliveries requests = new Deliveries(this::sendAnswers);

    /// To requests that came together. Of the thread of the deliveries, as is the next one.
    private final List<Message> answers = new ArrayList<>();

    private @Nullable TcpConnection answering;

    ResultHolder(ResultProvider results, JobCodecs jobCodecs, SendTurns.OfConnection turns) {
        this.results = results;
        this.jobCodecs = jobCodecs;
        this.turns = turns;
    }

    @Override
    public void received(Connection connection, Message message) {
        switch ((TransferMessage) message) {
            case FetchResult fetch -> requests.add(() -> answer((TcpConnection) connection, fetch));
            case GrantCredit grant -> {
                ChunkStream stream = streams.get(grant.request());
                if (stream != null) {
                    stream.grant(grant.creditBytes());
                }
            }
            case StopFetch stop -> {
                ChunkStream stream = streams.remove(stop.request());
                if (stream != null) {
                    stream.stop();
                }
            }
            case FetchOutput fetch -> new OutputAnswers(results).received(connection, fetch);
            case ResultChunk _, ResultAbsent _, OutputKept _, OfferValues _, CodeMessage _ ->
                throw new IllegalStateException(
                        "a fetcher sent a " + message.getClass().getSimpleName());
        }
    }

    @Override
    public void closed(Connection connection, String reason) {
        streams.values().forEach(ChunkStream::stop);
        streams.clear();
    }

    private void answer(TcpConnection connection, FetchResult fetch) {
        answering = connection;
        try {
            boolean isWhole = fetch.part() == FetchResult.WHOLE;
            Optional<EncodedResult> encoded = isWhole
                    ? results.lookUpEncoded(fetch.result())
                    : results.lookUpEncodedPart(fetch.result(), fetch.part());
            if (encoded.isPresent()) {
                begin(connection, fetch, encoded.get());
                return;
            }
            Optional<HeldResult> held =
                    isWhole ? results.lookUp(fetch.result()) : results.lookUpPart(fetch.result(), fetch.part());
            if (held.isEmpty()) {
                answers.add(new ResultAbsent(fetch.request(), fetch.result() + " is not held here"));
            } else if (!ShortValues.isShort(held.get().value(), SHORT_CHARS_MAX) || !addShort(fetch, held.get())) {
                begin(connection, fetch, out -> encode(fetch, held.get(), out));
            }
        } catch (IOException | RuntimeException | Error e) {
            answers.add(unencodable(fetch, e));
        }
        if (answers.size() >= ANSWERS_MAX) {
            sendAnswers();
        }
    }

    /// @return false where its codec makes more of it than a chunk takes
    private boolean addShort(FetchResult fetch, HeldResult held) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encode(fetch, held, bytes);
        if (bytes.size() > Protocol.CHUNK_BYTES) {
            return false;
        }
        answers.add(new ResultChunk(fetch.request(), Payload.of(bytes.toByteArray()), true));
        return true;
    }

    private void encode(FetchResult fetch, HeldResult held, OutputStream out) throws IOException {
        @Nullable ValueCodecs own = held.codecs();
        ValueCodecs codecs = own == null ? jobCodecs.of(fetch.result().task()) : own;
        codecs.encode(held.value(), out);
    }

    private void sendAnswers() {
        TcpConnection connection = answering;
        if (connection == null || answers.isEmpty()) {
            return;
        }
        try {
            connection.awaitWritable();
            connection.sendAll(answers);
        } catch (IOException closed) {
            log.debug("{} results were not sent: {}", answers.size(), closed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            connection.close("interrupted while results were sent");
        } catch (RuntimeException unsendable) {
            // Whoever asked must hear of an end.
            connection.close("results could not be sent: " + unsendable.getMessage());
        } finally {
            answers.clear();
        }
    }

    private void begin(TcpConnection connection, FetchResult fetch, EncodedResult encoded) {
        ChunkStream stream = new ChunkStream(connection, fetch.request(), fetch.creditBytes(), results);
        if (streams.putIfAbsent(fetch.request(), stream) != null) {
            connection.close("the request " + fetch.request() + " is under way already");
            return;
        }
        Thread.ofVirtual().name("quern-send-" + fetch.result()).start(() -> send(connection, fetch, encoded, stream));
    }

    private void send(TcpConnection connection, FetchResult fetch, EncodedResult encoded, ChunkStream stream) {
        try {
            turns.take();
            try {
                write(encoded, stream);
            } finally {
                turns.giveBack();
            }
        } catch (InterruptedException | IOException | RuntimeException | Error e) {
            // An error of linking or of memory too: the fetcher waits for a last word.
            if (!stream.isStopped()) {
                connection.send(unencodable(fetch, e));
            }
        } finally {
            streams.remove(fetch.request());
        }
    }

    /// Nothing is opened for a fetcher that is gone when its turn comes.
    private static void write(EncodedResult encoded, ChunkStream stream) throws IOException {
        try (stream) {
            if (!stream.isStopped()) {
                encoded.writeTo(stream);
                stream.finish();
            }
        }
    }

    private static ResultAbsent unencodable(FetchResult fetch, Throwable thrown) {
        String problem = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return new ResultAbsent(fetch.request(), fetch.result() + " could not be encoded by its holder: " + problem);
    }
}
