package io.quern.bench.tasks;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.quern.core.runtime.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/// Round trips of 200 bytes from this process over one to another and back, by Netty alone: the yardstick for one
/// trivial task from submission to result.
final class TwoHopEcho {
    private static final int MESSAGE_BYTES = 200;

    private TwoHopEcho() {}

    /// Starts both processes, warms them up, and times `count` round trips one after another.
    ///
    /// @return their nanoseconds, in rising order
    static long[] measure(int count, Clock clock) throws IOException, InterruptedException {
        List<Process> hops = new ArrayList<>();
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            String last = start(hops);
            int first = Integer.parseInt(start(hops, last));
            BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
            Channel channel = EchoHop.open(first, loops, answers);
            for (int i = 0; i < count; i++) {
                long _ = roundTrip(channel, answers, clock);
            }
            long[] nanos = new long[count];
            for (int i = 0; i < count; i++) {
                nanos[i] = roundTrip(channel, answers, clock);
            }
            Arrays.sort(nanos);
            return nanos;
        } finally {
            hops.forEach(Process::destroyForcibly);
            Future<?> _ = loops.shutdownGracefully();
        }
    }

    private static long roundTrip(Channel channel, BlockingQueue<Integer> answers, Clock clock)
            throws InterruptedException {
        long start = clock.nanoTime();
        Future<?> _ = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[MESSAGE_BYTES]));
        for (int missing = MESSAGE_BYTES; missing > 0; ) {
            missing -= answers.take();
        }
        return clock.nanoTime() - start;
    }

    private static String start(List<Process> hops, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EchoHop.class.getName()));
        command.addAll(List.of(arguments));
        Process hop = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        hops.add(hop);
        String port =
                new BufferedReader(new InputStreamReader(hop.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (port == null) {
            throw new IllegalStateException("a hop of the echo ended with exit code " + hop.exitValue());
        }
        return port;
    }
}
