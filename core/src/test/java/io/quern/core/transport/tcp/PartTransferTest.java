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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
