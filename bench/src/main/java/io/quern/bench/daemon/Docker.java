package io.quern.bench.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The `docker` on the path, at the engine that `DOCKER_HOST` names.
public final class Docker {
    /// Runs a command of it.
    ///
    /// @return what it wrote, errors too
    /// @throws IllegalStateException where it failed, with what it wrote
    public String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exitCode = process.onExit().join().exitValue();
        if (exitCode != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " ended with exit code " + exitCode + ": " + output);
        }
        return output;
    }
}
