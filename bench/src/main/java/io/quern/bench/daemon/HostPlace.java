package io.quern.bench.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Processes of this machine.
public record HostPlace() implements Place {
    @Override
    public String name() {
        return "processes";
    }

    @Override
    public PlacedProgram start(Program program) throws IOException {
        List<String> command = new ArrayList<>(
                switch (program.launch()) {
                    case QUERN -> List.of(BuiltFiles.launcher().toString());
                    case JAVA ->
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                BuiltFiles.benchClassPath());
                    case COMMAND -> List.of();
                });
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(program.log().toFile());
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
            return new Ending(started.onExit().join().exitValue(), false, 0);
        }
    }
}
