package io.quern.bench.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program in a container.
record ContainedProgram(Docker docker, String container, ProcessHandle process, Path log) implements PlacedProgram {
    /// In `memory.events` of the second kind of control groups and `memory.oom_control` of the first.
    private static final Pattern KERNEL_KILLS = Pattern.compile("(?m)^oom_kill (\\d+)$");

    private static final String STOP_SECONDS = "20";

    static ContainedProgram of(Docker docker, String container, Path log) throws IOException {
        long pid = Long.parseLong(docker.run("inspect", "--format", "{{.State.Pid}}", container));
        ProcessHandle process = ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("container " + container + " has ended at once, or its "
                        + "process " + pid + " is not one of this machine: use a Docker engine of this machine; see "
                        + "docker logs " + container));
        return new ContainedProgram(docker, container, process, log);
    }

    @Override
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        // A handle of another process waits for its end by looking; it knows no exit code, which the engine keeps.
        try {
            process.onExit().get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for container " + container, e.getCause());
        }
    }

    @Override
    public Ending stop() throws IOException {
        long kills = process.isAlive() ? kernelKills() : 0;
        docker.run("stop", "-t", STOP_SECONDS, container);
        String[] state = docker.run("inspect", "--format", "{{.State.ExitCode}} {{.State.OOMKilled}}", container)
                .split(" ");
        Files.writeString(log, docker.run("logs", container));
        docker.run("rm", "--volumes", container);
        boolean isOomKilled = Boolean.parseBoolean(state[1]);
        return new Ending(Integer.parseInt(state[0]), isOomKilled, isOomKilled ? Math.max(1, kills) : kills);
    }

    private long kernelKills() throws IOException {
        return kernelKills(docker.run(
                "exec",
                container,
                "/bin/sh",
                "-c",
                "cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null || true"));
    }

    /// @return 0 where the text says nothing of it
    static long kernelKills(String counters) {
        Matcher matcher = KERNEL_KILLS.matcher(counters);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
