package io.quern.core.transport.local;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.Role;
import io.quern.core.transport.Acceptor;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.OutputAnswers;
import io.quern.core.transport.ResultProvider;
import io.quern.core.transport.Transport;
import io.quern.core.transport.ValueSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Joins scheduler, workers and clients of one JVM. All of them share one instance; two instances do not see each
/// other.
///
/// Messages and results pass by reference, which is sound because both are immutable. Addresses are `local://name`;
/// the name may be left out, then a free one is chosen. Listeners and sinks are called on virtual threads:
/// a connection's listener by one at a time.
public final class LocalTransport implements Transport {
    /// What the addresses inside a JVM begin with.
    public static final String SCHEME = "local://";

    private final Executor delivery;
    private final AtomicLong names = new AtomicLong();
    private final Map<String, Acceptor> acceptors = new ConcurrentHashMap<>();
    private final Map<String, ResultProvider> providers = new ConcurrentHashMap<>();
    private final Set<LocalConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean isClosed;

    public LocalTransport() {
        this(task -> Thread.ofVirtual().name("quern-local-delivery").start(task));
    }

    /// @param delivery runs what listeners and sinks do; must not run it in the calling thread
    public LocalTransport(Executor delivery) {
        this.delivery = delivery;
    }

    @Override
    public String listen(String address, Acceptor acceptor) {
        return bind(address, acceptor, acceptors);
    }

    @Override
    public String serve(String address, ResultProvider results) {
        return bind(address, results, providers);
    }

    private <T> String bind(String address, T target, Map<String, T> bound) {
        checkOpen("listen at " + address);
        checkScheme(address);
        String name = address.equals(SCHEME) ? SCHEME + "address-" + names.incrementAndGet() : address;
        if (bound.putIfAbsent(name, target) != null) {
            throw QuernException.user("cannot listen at " + name + ": the name is taken in this transport; choose "
                    + "another, or \"" + SCHEME + "\" for any free one");
        }
        return name;
    }

    @Override
    public Connection connect(String address, Role role, ConnectionListener listener) {
        checkOpen("connect to " + address);
        checkScheme(address);
        Acceptor acceptor = acceptorAt(address, role);
        if (acceptor == null) {
            throw new QuernException(
                    ErrorCode.NETWORK,
                    "nobody listens at " + address + "; in this JVM there are " + acceptors.keySet());
        }
        String openerName = role.name().toLowerCase(Locale.ROOT) + "-connection-" + names.incrementAndGet();
        LocalConnection opener = LocalConnection.pair(openerName, address, delivery, connections::remove);
        LocalConnection accepting = opener.peer();
        connections.add(opener);
        connections.add(accepting);
        accepting.listen(accept(acceptor, accepting, role, address));
        opener.listen(listener);
        if (isClosed) {
            opener.close("the transport was closed");
        }
        return opener;
    }

    private @Nullable Acceptor acceptorAt(String address, Role role) {
        ResultProvider provider = role == Role.TRANSFER ? providers.get(address) : null;
        return provider == null ? acceptors.get(address) : (_, _) -> new OutputAnswers(provider);
    }

    private ConnectionListener accept(Acceptor acceptor, LocalConnection accepting, Role role, String address) {
        try {
            return CompletableFuture.supplyAsync(() -> acceptor.accept(accepting, role), delivery)
                    .join();
        } catch (CompletionException e) {
            connections.remove(accepting);
            connections.remove(accepting.peer());
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new QuernException(
                    ErrorCode.INTERNAL, "the listener at " + address + " failed to accept a " + role, cause);
        }
    }

    @Override
    public void fetch(String dataAddress, RunId result, FetchSink sink) {
        delivery.execute(() -> answer(dataAddress, result, sink, provider -> provider.lookUp(result)));
    }

    @Override
    public void fetchPart(String dataAddress, RunId result, int part, FetchSink sink) {
        delivery.execute(() -> answer(dataAddress, result, sink, provider -> provider.lookUpPart(result, part)));
    }

    private void answer(
            String dataAddress, RunId result, FetchSink sink, Function<ResultProvider, Optional<HeldResult>> lookUp) {
        ResultProvider provider = isClosed ? null : providers.get(dataAddress);
        if (provider == null) {
            sink.unreachable("nobody serves results at " + dataAddress);
            return;
        }
        Optional<HeldResult> held;
        try {
            held = lookUp.apply(provider);
        } catch (RuntimeException e) {
            sink.absent("looking up " + result + " at " + dataAddress + " failed: " + e);
            return;
        }
        if (held.isPresent()) {
            sink.fetched(held.get());
        } else {
            sink.absent(result + " is not held at " + dataAddress);
        }
    }

    /// What is offered is found by its address, from everywhere.
    @Override
    public ValueSource offer(String source, ResultProvider values) {
        checkOpen("offer values as " + source);
        if (providers.putIfAbsent(source, values) != null) {
            throw new IllegalStateException("values are offered as " + source + " already");
        }
        return new ValueSource() {
            @Override
            public void openTo(String dataAddress) {
                // Nothing stands between them.
            }

            @Override
            public void close() {
                boolean _ = providers.remove(source, values);
            }
        };
    }

    @Override
    public void close() {
        isClosed = true;
        acceptors.clear();
        providers.clear();
        for (LocalConnection connection : List.copyOf(connections)) {
            connection.close("the transport was closed");
        }
    }

    private void checkOpen(String action) {
        if (isClosed) {
            throw new QuernException(ErrorCode.NETWORK, "cannot " + action + ": the transport is closed");
        }
    }

    private static void checkScheme(String address) {
        if (!address.startsWith(SCHEME)) {
            throw QuernException.user(
                    "the address " + address + " is not one inside this JVM; it must begin with " + SCHEME);
        }
    }
}
