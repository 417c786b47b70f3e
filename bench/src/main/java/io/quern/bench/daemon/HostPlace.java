package io.quern.bench.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Processes of this machine.
public record HostPlace() implements Place {
    private static final Duration STOP_MAX = Duration.ofSeconds(20);
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public PlacedProgram start(Program program) throws IOException {
        List<String> command = new ArrayList<>(
                switch (program.launch()) {
                    case Program.Launch.Quern() -> List.of(BuiltFiles.launcher().toString());
                    case Program.Launch.Java() ->
                        List.of(
                                JAVA_HOME.resolve("bin").resolve("java").toString(),
                                "-cp",
                                BuiltFiles.benchClassPath());
                    case Program.Launch.Command(Path _, Path path) -> List.of(path.toString());
                });
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(program.log().toFile());
        builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
        builder.environment().putAll(program.environment());
        return new HostProgram(builder.start());
    }

    private record HostProgram(Process started) implements PlacedProgram {
        @Override
        public ProcessHandle process() {
            return started.toHandle();
        }

        @Override
        public boolean awaitEnd(Duration longest) throws InterruptedException {
            return started.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public Ending stop() {
            started.destroy();
            started.onExit()
                    .completeOnTimeout(started, STOP_MAX.toNanos(), TimeUnit.NANOSECONDS)
                    .thenAccept(Process::destroyForcibly)
                    .join();
            return new Ending(started.onExit().join().exitValue(), false, 0);
        }
    }
}
