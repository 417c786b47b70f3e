package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that the built launcher started, and that does not outlive its test.
final class QuernProcess implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("quern.root", "..")).toAbsolutePath();

    /// Long enough for a machine that does much else; nobody waits so long where all is well.
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Path TARGET = ROOT.resolve("cli/target");

    /// What a process left behind that ended by itself.
    record Ended(int exitCode, List<String> out, List<String> err) {
        String firstErrorLine() {
            return err.isEmpty() ? "" : err.getFirst();
        }

        String errors() {
            return String.join("\n", err);
        }
    }

    private final Process process;
    private final ProcessLines out;
    private final ProcessLines err;

    private QuernProcess(Process process) {
        this.process = process;
        out = new ProcessLines(process.getInputStream());
        err = new ProcessLines(process.getErrorStream());
    }

    /// @param folder for what the process writes where no place is given
    static QuernProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), arguments);
    }

    /// Starts it as the leader of a process group, as a shell with a terminal does, so that Ctrl-C can be sent to
    /// it.
    static QuernProcess startWithTerminal(Path folder, String... arguments) throws IOException {
        return start(folder, List.of("setsid", "env", "--default-signal=INT"), arguments);
    }

    /// Starts it by another command that runs it, such as one that puts it on another host.
    static QuernProcess start(Path folder, List<String> before, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(TARGET.resolve("dist/bin/quern").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("QUERN_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("QUERN_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder);
        // On a machine that does much else a first handshake with TLS takes longer than one is patient.
        builder.environment().put("QUERN_TRANSPORT_HANDSHAKE_MAX", "60s");
        builder.environment()
                .put("XDG_CACHE_HOME", TARGET.resolve("acceptance-cache").toString());
        return new QuernProcess(builder.start());
    }

    /// Runs a command to its end.
    static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
        try (QuernProcess process = start(folder, arguments)) {
            return process.await();
        }
    }

    ProcessLines out() {
        return out;
    }

    ProcessLines err() {
        return err;
    }

    Ended await() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("no end within " + PATIENCE + ":\n" + String.join("\n", err.soFar()));
        }
        return new Ended(process.exitValue(), out.awaitEnd(), err.awaitEnd());
    }

    /// The JVMs of workers that it has started and that still run.
    List<ProcessHandle> workers() {
        return process.descendants().filter(ProcessHandle::isAlive).toList();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    void terminate() throws IOException, InterruptedException {
        signal("-TERM", Long.toString(process.pid()));
    }

    /// Sends what Ctrl-C sends: SIGINT to the whole process group.
    void interruptGroup() throws IOException, InterruptedException {
        signal("-INT", "-" + process.pid());
    }

    /// Kills the process itself with kill -9; its children are left to themselves.
    void kill() throws IOException, InterruptedException {
        kill(process.toHandle());
    }

    static void kill(ProcessHandle process) throws IOException, InterruptedException {
        signal("-KILL", Long.toString(process.pid()));
    }

    /// Stops a process where it is, as a machine that is suspended does.
    static void freeze(ProcessHandle process) throws IOException, InterruptedException {
        signal("-STOP", Long.toString(process.pid()));
    }

    static void thaw(ProcessHandle process) throws IOException, InterruptedException {
        signal("-CONT", Long.toString(process.pid()));
    }

    private static void signal(String name, String target) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", name, "--", target).inheritIO().start();
        assertThat(kill.waitFor()).as("exit code of kill %s %s", name, target).isZero();
    }

    /// Kills what is left of it and of its workers.
    @Override
    public void close() {
        List<ProcessHandle> left = new ArrayList<>(workers());
        left.add(process.toHandle());
        left.forEach(ProcessHandle::destroyForcibly);
        left.forEach(one -> one.onExit().join());
    }
}
