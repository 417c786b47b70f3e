package io.quern.core.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.EncodedResult;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.ResultProvider;
import io.quern.core.value.Functions;
import io.quern.core.value.ValueCodecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SendTurnsTest {
    private static final Credentials FRIENDS = Credentials.of(RoleTokens.random(new SecureRandom()));
    private static final ClassLoader LOADER = SendTurnsTest.class.getClassLoader();
    private static final int FETCHERS = 6;
    private static final int EACH = 40;

    private final ValueCodecs codecs = ValueCodecs.load(Functions.of(LOADER), LOADER);

    @Test
    void aConnectionHasAPartOfTheTurnsAndNoMore() throws InterruptedException {
        SendTurns turns = new SendTurns(8);
        SendTurns.OfConnection greedy = turns.ofConnection();
        SendTurns.OfConnection modest = turns.ofConnection();
        greedy.take();
        greedy.take();
        Thread third = Thread.ofPlatform().start(() -> {
            try {
                greedy.take();
            } catch (InterruptedException interrupted) {
                // It ends.
            }
        });
        while (third.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        modest.take();
        modest.take();
        third.interrupt();
        third.join();
        greedy.giveBack();
        greedy.take();
        assertThat(third.isAlive()).isFalse();
    }

    @Test
    void whoIsInterruptedLeavesNothingBehind() throws InterruptedException {
        SendTurns turns = new SendTurns(1);
        SendTurns.OfConnection one = turns.ofConnection();
        SendTurns.OfConnection other = turns.ofConnection();
        one.take();
        Thread.currentThread().interrupt();
        assertThatThrownBy(other::take).isInstanceOf(InterruptedException.class);
        one.giveBack();
        other.take();
        other.giveBack();
    }

    @Test
    void hundredsOfReadersGetTheirResultsAFewAtATime() throws Exception {
        Disk disk = new Disk(encoded(new byte[700_000]));
        try (TcpTransport holder = transport("holder")) {
            String address = holder.serve("tcp://127.0.0.1:0", disk);
            List<TcpTransport> fetchers = new ArrayList<>();
            List<CompletableFuture<Object>> answers = new ArrayList<>();
            for (int i = 0; i < FETCHERS; i++) {
                TcpTransport fetcher = transport("fetcher" + i);
                fetchers.add(fetcher);
                for (int j = 0; j < EACH; j++) {
                    answers.add(fetch(fetcher, address, j));
                }
            }
            disk.begun.await();
            disk.mayGoOn.countDown();
            for (CompletableFuture<Object> answer : answers) {
                assertThat(answer.get()).isInstanceOf(byte[].class);
            }
            fetchers.forEach(TcpTransport::close);
        }
        assertThat(disk.sendingMax.get()).isBetween(4, 32);
        assertThat(disk.bufferedMax.get()).isBetween(4L << 19, 32L << 19);
        disk.nothingLeft.join();
    }

    /// A disk that is slow with the first results, and knows how many it gives at a time.
    private static final class Disk implements ResultProvider {
        private final byte[] encoded;
        private final CountDownLatch begun = new CountDownLatch(4);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private final AtomicInteger sending = new AtomicInteger();
        private final AtomicInteger sendingMax = new AtomicInteger();
        private final AtomicLong buffered = new AtomicLong();
        private final AtomicLong bufferedMax = new AtomicLong();
        private final AtomicInteger ended = new AtomicInteger();
        private final CompletableFuture<Void> nothingLeft = new CompletableFuture<>();

        private Disk(byte[] encoded) {
            this.encoded = encoded;
        }

        @Override
        public Optional<HeldResult> lookUp(RunId result) {
            throw new AssertionError("it is on the disk");
        }

        @Override
        public Optional<EncodedResult> lookUpEncoded(RunId result) {
            return Optional.of(this::write);
        }

        private void write(OutputStream out) throws IOException {
            sendingMax.accumulateAndGet(sending.incrementAndGet(), Math::max);
            begun.countDown();
            try {
                mayGoOn.await();
                out.write(encoded);
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            } finally {
                sending.decrementAndGet();
            }
        }

        @Override
        public void sending(long changeBytes) {
            bufferedMax.accumulateAndGet(buffered.addAndGet(changeBytes), Math::max);
            if (changeBytes < 0 && ended.incrementAndGet() == FETCHERS * EACH && buffered.get() == 0) {
                nothingLeft.complete(null);
            }
        }
    }

    private static CompletableFuture<Object> fetch(TcpTransport fetcher, String address, int task) {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        fetcher.fetch(address, new RunId(new TaskKey(new JobId(1, 2), 0, task), 1), new FetchSink() {
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
        return outcome;
    }

    private byte[] encoded(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codecs.encode(value, out);
        return out.toByteArray();
    }

    private TcpTransport transport(String name) {
        return new TcpTransport(name, FRIENDS, codecs, TcpSettings.DEFAULT, new SystemClock());
    }
}
