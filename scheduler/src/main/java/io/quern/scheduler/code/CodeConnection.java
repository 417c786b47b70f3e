package io.quern.scheduler.code;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.code.BlobPull;
import io.quern.core.code.BlobServing;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import io.quern.core.message.CodeMessage;
import io.quern.core.message.CodeMessage.BlobAbsent;
import io.quern.core.message.CodeMessage.BlobPiece;
import io.quern.core.message.CodeMessage.CodeRefused;
import io.quern.core.message.CodeMessage.CodeStored;
import io.quern.core.message.CodeMessage.OfferCode;
import io.quern.core.message.CodeMessage.ReadBlob;
import io.quern.core.message.Message;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One data connection of a worker that reads code, or of a client that offers it. Offers are taken on virtual
/// threads, since they wait for the client and the disk.
final class CodeConnection implements ConnectionListener {
    private static final Logger log = LoggerFactory.getLogger(CodeConnection.class);
    private static final int OFFERS_MAX = 16;

    private final CodeDepot depot;
    private final BlobServing serving;
    private final BlobPull pull;
    private final ReentrantLock lock = new ReentrantLock();

    /// What is held for this client.
    @GuardedBy("lock")
    private final List<CodeHash> held = new ArrayList<>();

    @GuardedBy("lock")
    private int offersUnderWay;

    @GuardedBy("lock")
    private boolean isClosed;

    CodeConnection(CodeDepot depot, Connection connection, BlobServing serving) {
        this.depot = depot;
        this.serving = serving;
        this.pull = new BlobPull(connection);
    }

    @Override
    public void received(Connection connection, Message message) {
        if (!(message instanceof CodeMessage code)) {
            connection.close(
                    "a scheduler holds no results, got a " + message.getClass().getSimpleName());
            return;
        }
        switch (code) {
            case ReadBlob read -> serving.received(connection, read);
            case BlobPiece piece -> pull.received(piece);
            case BlobAbsent absent -> pull.received(absent);
            case OfferCode offer -> begin(connection, offer);
            case CodeStored _, CodeRefused _ ->
                connection.close(
                        "nothing was offered to you, got a " + code.getClass().getSimpleName());
        }
    }

    private void begin(Connection connection, OfferCode offer) {
        lock.lock();
        try {
            if (offersUnderWay == OFFERS_MAX) {
                connection.close("more than " + OFFERS_MAX + " offers of code at once");
                return;
            }
            offersUnderWay++;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("quern-code-offer").start(() -> connection.send(answer(connection, offer)));
    }

    private CodeMessage answer(Connection connection, OfferCode offer) {
        try {
            keep(depot.take(offer.manifest().bytes(), pull));
            return new CodeStored(offer.request());
        } catch (QuernException e) {
            log.warn("the code that {} offers is refused: {}", connection.peerName(), e.getMessage());
            return new CodeRefused(offer.request(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("the code that {} offers could not be stored", connection.peerName(), e);
            return new CodeRefused(offer.request(), "the code could not be stored by the scheduler: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CodeRefused(offer.request(), "the scheduler stops");
        } catch (RuntimeException e) {
            log.error("a defect while the code that {} offers was stored", connection.peerName(), e);
            return new CodeRefused(offer.request(), "a defect of the scheduler, which its log shows: " + e);
        } finally {
            lock.lock();
            try {
                offersUnderWay--;
            } finally {
                lock.unlock();
            }
        }
    }

    /// The client may have gone while its code was stored.
    private void keep(CodeHash set) {
        lock.lock();
        try {
            if (isClosed) {
                depot.release(set);
            } else {
                held.add(set);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void closed(Connection connection, String reason) {
        pull.closed(reason);
        lock.lock();
        try {
            isClosed = true;
            held.forEach(depot::release);
            held.clear();
        } finally {
            lock.unlock();
        }
    }
}
