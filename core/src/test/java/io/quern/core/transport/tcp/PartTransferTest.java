package io.quern.core.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.Parts;
import io.quern.core.transport.EncodedResult;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import io.quern.core.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One part of a result goes from its holder to whoever asks.
@Timeout(60)
class PartTransferTest {
    private static final RunId RESULT = new RunId(new TaskKey(new JobId(1, 2), 0, 0), 1);
    private static final Credentials FRIENDS = Credentials.of(RoleTokens.random(new SecureRandom()));
    private static final ClassLoader LOADER = PartTransferTest.class.getClassLoader();

    private final ValueCodecs codecs = ValueCodecs.load(Functions.of(LOADER), LOADER);
    private final TcpTransport holder = transport("holder");
    private final TcpTransport fetcher = transport("fetcher");

    @AfterEach
    void close() {
        fetcher.close();
        holder.close();
    }

    @Test
    void aPartOfAValueInMemoryIsEncodedAlone() {
        Parts parts = new Parts(List.of("a", List.of(new Object[] {1, 2}), "c"));
        String address = serve(_ -> Optional.of(new HeldResult(parts, 30)));

        assertThat(fetch(address, 1)).isEqualTo(List.of(1, 2));
        assertThat(fetch(address, 2)).isEqualTo("c");
        assertThat(fetch(address, 3)).asString().contains("part 3 is wanted of a result that is 3 parts");
    }

    @Test
    void whatIsEncodedAlreadyLeavesAsItIsAndNothingIsLookedUp() throws IOException {
        byte[] large = new byte[3 << 20];
        large[77] = 7;
        String address = serve(new EncodedParts(List.of(encoded("a"), encoded(large))));

        assertThat(fetch(address, 0)).isEqualTo("a");
        assertThat(fetch(address, 1)).isEqualTo(large);
        assertThat(fetch(address, 2)).asString().contains("could not be encoded by its holder", "Index: 2");
    }

    /// With the credit of one chunk, of which half is granted again: never much more than that waits here.
    @Test
    void whatHasComeIsCountedUntilItIsDecodedAndNeverMoreThanItsCredit() throws IOException {
        byte[] large = new byte[3 << 20];
        byte[] oneChunk = new byte[100_000];
        String address = serve(new EncodedParts(List.of(encoded(large), encoded(oneChunk), encoded("short"))));

        assertThat(counted(address, 0)).isBetween((long) Protocol.CHUNK_BYTES, 4L * Protocol.CHUNK_BYTES);
        assertThat(counted(address, 1)).isBetween(100_000L, 100_100L);
        assertThat(counted(address, 2)).isZero();
        assertThat(counted(address, 3)).as("it cannot be had").isZero();
    }

    /// The most that was counted while the part was fetched; in the end it was nothing.
    private long counted(String address, int part) {
        AtomicLong now = new AtomicLong();
        AtomicLong most = new AtomicLong();
        CompletableFuture<Long> left = new CompletableFuture<>();
        TcpSettings little = new TcpSettings(
                TcpSettings.DEFAULT.connectFor(),
                TcpSettings.DEFAULT.handshakeMax(),
                TcpSettings.DEFAULT.pingEvery(),
                TcpSettings.DEFAULT.silenceMax(),
                TcpSettings.DEFAULT.stalledMax(),
                Protocol.CHUNK_BYTES,
                1,
                TcpSettings.DEFAULT.door(),
                false);
        try (TcpTransport counting = new TcpTransport("counting", FRIENDS, codecs, little, new SystemClock())) {
            counting.fetchPart(address, RESULT, part, new FetchSink() {
                @Override
                public void receiving(long changeBytes) {
                    long is = now.addAndGet(changeBytes);
                    most.accumulateAndGet(is, Math::max);
                }

                @Override
                public void fetched(HeldResult result) {
                    left.complete(now.get());
                }

                @Override
                public void absent(String reason) {
                    left.complete(now.get());
                }

                @Override
                public void unreachable(String reason) {
                    left.completeExceptionally(new AssertionError(reason));
                }
            });
            assertThat(left.join()).isZero();
        }
        return most.get();
    }

    /// Parts that are on a disk, say.
    private record EncodedParts(List<byte[]> parts) implements ResultProvider {
        @Override
        public Optional<HeldResult> lookUp(RunId result) {
            throw new AssertionError("the value is not wanted");
        }

        @Override
        public Optional<EncodedResult> lookUpEncoded(RunId result) {
            throw new AssertionError("the whole is not wanted");
        }

        @Override
        public Optional<EncodedResult> lookUpEncodedPart(RunId result, int part) {
            return Optional.of(out -> out.write(parts.get(part)));
        }
    }

    private byte[] encoded(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codecs.encode(value, out);
        return out.toByteArray();
    }

    private String serve(ResultProvider results) {
        return holder.serve("tcp://127.0.0.1:0", results);
    }

    private Object fetch(String address, int part) {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        fetcher.fetchPart(address, RESULT, part, new FetchSink() {
            @Override
            public void fetched(HeldResult result) {
                outcome.complete(result.value());
            }

            @Override
            public void absent(String reason) {
                outcome.complete(reason);
            }

            @Override
            public void unreachable(String reason) {
                outcome.complete(reason);
            }
        });
        return outcome.join();
    }

    private TcpTransport transport(String name) {
        return new TcpTransport(name, FRIENDS, codecs, TcpSettings.DEFAULT, new SystemClock());
    }
}
