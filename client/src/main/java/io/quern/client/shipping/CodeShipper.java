package io.quern.client.shipping;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.code.BlobServing;
import io.quern.core.code.CodeSet;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import io.quern.core.message.CodeMessage.CodeRefused;
import io.quern.core.message.CodeMessage.CodeStored;
import io.quern.core.message.CodeMessage.OfferCode;
import io.quern.core.message.CodeMessage.ReadBlob;
import io.quern.core.message.Message;
import io.quern.core.message.Role;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Offers the program's code to a scheduler and hands over what that asks for. Thread-safe.
///
/// The data connection is opened by the first code that travels and stays open: it is the scheduler's reason to
/// keep what was offered. Where it breaks, whatever is submitted next opens another and offers its code again.
public final class CodeShipper implements TravellingCode {
    private static final Logger LOG = LoggerFactory.getLogger(CodeShipper.class);

    private final Transport transport;
    private final String address;
    private final ProgramCode code;
    private final ReentrantLock lock = new ReentrantLock();

    /// Everything that was offered, by hash.
    private final Map<CodeHash, CodeSet> shipped = new ConcurrentHashMap<>();

    /// Null until there is something to offer. Written under the lock.
    private volatile @Nullable Line line;

    @GuardedBy("lock")
    private boolean isClosed;

    /// @param transport stays the caller's to close
    /// @param address of the scheduler
    public CodeShipper(Transport transport, String address, ProgramCode code) {
        this.transport = transport;
        this.address = address;
        this.code = code;
    }

    @Override
    public CodeHash ship(Collection<Class<?>> classes) {
        CodeSet set = code.of(classes);
        CodeHash hash = set.hash();
        if (shipped.containsKey(hash)) {
            ensure(hash);
        } else if (!isStored(hash)) {
            offer(hash, set);
            shipped.put(hash, set);
        }
        return hash;
    }

    @Override
    public void ensure(CodeHash hash) {
        if (isStored(hash)) {
            return;
        }
        try {
            offer(hash, Objects.requireNonNull(shipped.get(hash), "shipped before"));
        } catch (QuernException e) {
            if (e.code() != ErrorCode.NETWORK) {
                throw e;
            }
            // A scheduler that cannot be reached has lost the client's stream too: on the next one everything is
            // shipped again before what names it is sent.
            LOG.debug("Code set {} is to be offered again once the scheduler is back: {}", hash, e.getMessage());
        }
    }

    private boolean isStored(CodeHash hash) {
        Line known = line;
        return hash.isNone() || (known != null && known.has(hash));
    }

    private void offer(CodeHash hash, CodeSet set) {
        lock.lock();
        try {
            Line open = line;
            if (open == null || open.isBroken()) {
                open = open();
            }
            open.offer(hash, set);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasShipped() {
        return !shipped.isEmpty();
    }

    /// On another connection, since nobody may have noticed yet that the one before is as good as broken. What is
    /// refused now does not keep the rest from being offered.
    @Override
    public void shipAgain() {
        lock.lock();
        try {
            Line before = line;
            Line open = open();
            QuernException refused = null;
            for (Map.Entry<CodeHash, CodeSet> one : shipped.entrySet()) {
                try {
                    open.offer(one.getKey(), one.getValue());
                } catch (QuernException e) {
                    if (open.isBroken()) {
                        throw e;
                    }
                    refused = e;
                }
            }
            if (before != null) {
                before.close("its code is offered on another connection");
            }
            if (refused != null) {
                throw refused;
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Line open() {
        if (isClosed) {
            throw new QuernException(ErrorCode.USER, "the client is closed");
        }
        Line open = new Line();
        open.connection = transport.connect(address, Role.TRANSFER, open);
        line = open;
        return open;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            Line open = line;
            if (open != null) {
                open.close("the client was closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /// One data connection; offers are made by one thread at a time, under the shipper's lock.
    private final class Line implements ConnectionListener {
        private final BlobServing serving = new BlobServing(code);
        private final Set<CodeHash> stored = ConcurrentHashMap.newKeySet();
        private final Map<Long, CompletableFuture<String>> answers = new HashMap<>();
        private @Nullable Connection connection;
        private long requests;
        private volatile @Nullable String brokenFor;

        boolean isBroken() {
            return brokenFor != null;
        }

        boolean has(CodeHash hash) {
            return !isBroken() && stored.contains(hash);
        }

        void close(String reason) {
            if (connection != null) {
                connection.close(reason);
            }
        }

        void offer(CodeHash hash, CodeSet set) {
            if (stored.contains(hash)) {
                return;
            }
            CompletableFuture<String> answer = new CompletableFuture<>();
            long request = ++requests;
            synchronized (answers) {
                answers.put(request, answer);
            }
            if (brokenFor != null) {
                answer.completeExceptionally(broken());
            }
            if (connection != null) {
                connection.send(new OfferCode(request, set.manifest()));
            }
            String refusal = await(answer);
            if (!refusal.isEmpty()) {
                throw new QuernException(
                        ErrorCode.RESOURCES, "the scheduler at " + address + " refused the program's code: " + refusal);
            }
            stored.add(hash);
        }

        private String await(CompletableFuture<String> answer) {
            try {
                return answer.get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                throw new QuernException(
                        ErrorCode.NETWORK, String.valueOf((cause == null ? e : cause).getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QuernException(
                        ErrorCode.USER, "interrupted while the program's code was sent to " + address, e);
            }
        }

        @Override
        public void received(Connection from, Message message) {
            switch (message) {
                case ReadBlob read -> serving.received(from, read);
                case CodeStored stored -> answer(stored.request(), "");
                case CodeRefused refused -> answer(refused.request(), refused.reason());
                default ->
                    from.close("nothing but code was offered, got a "
                            + message.getClass().getSimpleName());
            }
        }

        private void answer(long request, String refusal) {
            CompletableFuture<String> answer;
            synchronized (answers) {
                answer = answers.remove(request);
            }
            if (answer != null) {
                answer.complete(refusal);
            }
        }

        @Override
        public void closed(Connection from, String reason) {
            brokenFor = reason;
            synchronized (answers) {
                answers.values().forEach(answer -> answer.completeExceptionally(broken()));
                answers.clear();
            }
        }

        private QuernException broken() {
            return new QuernException(
                    ErrorCode.NETWORK,
                    "the connection to the scheduler at " + address + " broke while the program's code was sent: "
                            + brokenFor + "; run the program again");
        }
    }
}
