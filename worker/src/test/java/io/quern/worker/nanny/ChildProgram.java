package io.quern.worker.nanny;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// A worker's process of the tests: it does what its first argument says.
final class ChildProgram {
    private ChildProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Optional<Predecessor> predecessor = Predecessor.read(System.in);
        ParentWatch.begin(System.in, Duration.ofSeconds(2));
        predecessor.ifPresent(died -> System.out.println("after one that " + died));
        System.err.println("I am " + ProcessHandle.current().pid());
        switch (arguments[0]) {
            case "wait" -> new CountDownLatch(1).await();
            case "exit" -> System.exit(Integer.parseInt(arguments[1]));
            case "exhaust" -> System.out.println(new byte[100 << 20].length);
            case "take" -> {
                MemorySegment taken = Arena.global().allocate(Long.parseLong(arguments[1]));
                taken.fill((byte) 1);
                System.out.println("taken");
                new CountDownLatch(1).await();
            }
            case "ignore-sigterm" -> {
                CountDownLatch never = new CountDownLatch(1);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
                System.out.println("deaf");
                never.await();
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }
}
