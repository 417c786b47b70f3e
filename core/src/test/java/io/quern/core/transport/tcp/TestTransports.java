package io.quern.core.transport.tcp;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.access.TlsIdentity;
import io.quern.core.config.DoorLimits;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The transports of a test, and the secrets of the cluster that they are of.
final class TestTransports implements AutoCloseable {
    static final String PLAIN = "tcp://127.0.0.1:0";
    static final String TLS = "tls://127.0.0.1:0";
    static final TcpSettings HASTY = TcpSettings.DEFAULT
            .withConnectFor(Duration.ofMillis(200))
            .withDoor(new DoorLimits(128, 16, Duration.ofMillis(500), Duration.ofMillis(1), 4_096));
    static final RunId RESULT = new RunId(new TaskKey(new JobId(1, 2), 0, 0), 1);

    final SecureRandom random = new SecureRandom();
    final Clock clock = new SystemClock();
    final RoleTokens tokens = RoleTokens.random(random);
    final TlsIdentity identity = TlsIdentity.generate(random, Instant.ofEpochMilli(clock.wallMillis()));

    private final List<TcpTransport> opened = new ArrayList<>();

    /// One that listens as the scheduler.
    TcpTransport scheduler(TcpSettings settings) {
        return open("scheduler", Credentials.of(tokens).with(identity), settings, clock);
    }

    /// One with what the connection file of a role holds.
    TcpTransport of(Role role) {
        return open(role.toString(), new Credentials(tokens.forRole(role), identity.pin(), null), HASTY, clock);
    }

    TcpTransport open(String name, Credentials credentials, TcpSettings settings, Clock itsClock) {
        ClassLoader loader = TestTransports.class.getClassLoader();
        ValueCodecs codecs = new ValueCodecs(List.of(), Functions.of(loader), loader);
        TcpTransport transport = new TcpTransport(name, credentials, codecs, settings, itsClock);
        opened.add(transport);
        return transport;
    }

    /// What a fetch brings: the result, or `absent: …` or `unreachable: …`.
    static CompletableFuture<Object> fetch(TcpTransport from, String address) {
        return fetch(from, address, RESULT);
    }

    /// The same of another result.
    static CompletableFuture<Object> fetch(TcpTransport from, String address, RunId run) {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        from.fetch(address, run, new FetchSink() {
            @Override
            public void fetched(HeldResult result) {
                outcome.complete(result);
            }

            @Override
            public void absent(String reason) {
                outcome.complete("absent: " + reason);
            }

            @Override
            public void unreachable(String reason) {
                outcome.complete("unreachable: " + reason);
            }
        });
        return outcome;
    }

    @Override
    public void close() {
        opened.forEach(TcpTransport::close);
    }
}
