package io.quern.bench.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Containers of a Docker engine on this machine, one a program, whose memory the kernel limits to what the program
/// may use, without swap. They share the machine's network and its folder for measurements, so that everything has
/// the address and the path that it has outside, and run as the user who measures.
public final class ContainerPlace implements Place {
    private static final String IMAGE = "quern-bench";

    private final Docker docker;
    private final Path work;

    private ContainerPlace(Docker docker, Path work) {
        this.docker = docker;
        this.work = work;
    }

    /// Builds the image of the distribution.
    ///
    /// @param work folder that containers may read and write
    public static ContainerPlace of(Docker docker, Path work) throws IOException {
        docker.run(
                "build",
                "--quiet",
                "--tag",
                IMAGE,
                "--file",
                "docker/Dockerfile",
                BuiltFiles.distribution().toString());
        return new ContainerPlace(docker, work.toAbsolutePath());
    }

    @Override
    public String name() {
        return "containers";
    }

    @Override
    public PlacedProgram start(Program program) throws IOException {
        String container =
                IMAGE + "-" + program.name() + "-" + ProcessHandle.current().pid();
        String memory = Long.toString(program.memoryBytes());
        List<String> command = new ArrayList<>(List.of("run", "--detach", "--name", container, "--network", "host"));
        command.addAll(List.of("--memory", memory, "--memory-swap", memory, "--user", user()));
        command.addAll(List.of("--volume", work + ":" + work));
        program.environment().forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        switch (program.launch()) {
            case Program.Launch.Quern() -> command.add(IMAGE);
            case Program.Launch.Java() -> {
                String bench = BuiltFiles.benchFolder().toString();
                command.addAll(List.of("--volume", bench + ":" + bench + ":ro", "--entrypoint", "java", IMAGE));
                command.addAll(List.of("-cp", BuiltFiles.benchClassPath()));
            }
            case Program.Launch.Command(Path folder, Path path) -> {
                command.addAll(List.of("--volume", folder + ":" + folder + ":ro"));
                // Software asks for the name of its user, whom the image does not know.
                command.addAll(List.of("--volume", "/etc/passwd:/etc/passwd:ro"));
                command.addAll(List.of("--entrypoint", path.toString(), IMAGE));
            }
        }
        command.addAll(program.arguments());
        docker.run(command.toArray(String[]::new));
        return ContainedProgram.of(docker, container, program.log());
    }

    /// Number of user and group, by which the container's files are this user's.
    private String user() throws IOException {
        return Files.getAttribute(work, "unix:uid") + ":" + Files.getAttribute(work, "unix:gid");
    }
}
